"""One zygote for all commands of a test process: to start one for each is most of what they cost.

Only where its children come from is shared. Everything else of a pool, its children too, is each command's
own.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from functools import cache

import pytest

from runtime.cage import pool
from runtime.cage.child import Child
from runtime.cage.child_protocol import Bounds
from runtime.cage.forked import Zygote
from runtime.cage.pool import Cage


class _Lent:
    """The zygote as one pool has it; closing ends the pool's own children."""

    def __init__(self, program: str) -> None:
        self._source = _source(program)
        self._children: list[Child] = []

    def child(self, bounds: Bounds, longest: int) -> Child:
        """A child of the zygote's, which is heard of in the loop that runs now, or next."""
        for zygote in self._source._zygotes:
            _forget_idle_loop(zygote)
        child = self._source.child(bounds, longest)
        self._children.append(child)
        return child

    def close(self) -> None:
        for child in self._children:
            if not child.over:
                child.kill()


def _forget_idle_loop(zygote: Zygote) -> None:
    """Let a zygote be heard in another loop than the one before, which belonged to another test."""
    if zygote._loop is not None and not zygote._loop.is_running():
        with contextlib.suppress(RuntimeError):  # it is closed
            zygote._loop.remove_reader(zygote._control)
            zygote._loop.remove_writer(zygote._control)
        zygote._loop = None


def _listen(zygote: Zygote) -> None:
    _forget_idle_loop(zygote)
    _LISTEN(zygote)


_LISTEN = Zygote.listen


@cache
def _source(program: str) -> pool._ForkSource:
    source = pool._ForkSource(program)
    atexit.register(source.close)
    return source


def share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every pool that is made meanwhile take its children from the zygote of this process."""
    own = pool._child_source

    def lend(cage: Cage, program: str) -> pool._ChildSource:
        # Other threads have loops that run at the same time.
        is_main = threading.current_thread() is threading.main_thread()
        lendable = is_main and pool.has_zygote() and cage is not Cage.SPAWN
        return _Lent(program) if lendable else own(cage, program)

    monkeypatch.setattr(pool, "_child_source", lend)
    monkeypatch.setattr(Zygote, "listen", _listen)  # a child may wait in advance for a later loop
