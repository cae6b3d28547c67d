"""The pool of children: chooses the cage, lets children wait in advance, replaces old zygotes.

One pool serves any number of runs at once, in one event loop.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from weakref import WeakSet

from runtime.cage import start as process
from runtime.cage.child_protocol import Bounds
from runtime.model.errors import BadInput, CageBroke
from runtime.model.limits import Limits
from runtime.model.option import Option

if TYPE_CHECKING:
    import asyncio

    from runtime.cage.child import Child
    from runtime.cage.forked import Zygote

SCRIPT = "runtime.cage.inside.serve_script"
# All children of a zygote have its address layout. A new zygote limits the use of what one of them finds out.
_MOST_FORKS = 500
_ATTEMPTS = 3
_LATER = 0.01  # seconds


class Cage(StrEnum):
    """The cages: `auto` is the strongest of this platform."""

    AUTO = "auto"
    ZYGOTE = "zygote"
    SPAWN = "spawn"


class _ChildSource(Protocol):
    """What starts children."""

    def child(self, bounds: Bounds, longest: int) -> Child:
        """Start a child, which gets ready meanwhile."""
        ...

    def close(self) -> None:
        """End all its processes."""
        ...


class ChildPool:
    """Gives out children, each for one run. Close it at the end: then no process is left."""

    def __init__(self, cage: Cage = Cage.AUTO, *, ahead: int = 0, program: str = SCRIPT) -> None:
        """Start the zygote at once, if there is one. `ahead` children like the last one wait in advance.

        `program` is the module that runs in a child. Raises BadInput for a cage that this platform doesn't
        have, CageBroke if no process can be started.
        """
        with _report_start_failure():
            self._child_source: _ChildSource = _child_source(cage, program)
        self._ahead = ahead
        self._closed = False
        self._refill: asyncio.TimerHandle | None = None
        self._waiting: deque[tuple[tuple[Bounds, int], Child]] = deque()

    def expect(self, limits: Limits) -> None:
        """Start a child with these limits, which `child` will soon ask for. Raises CageBroke."""
        if self._closed:
            raise CageBroke("the pool of the scripts' processes is closed")
        kind = _kind(limits)
        with _report_start_failure():
            self._waiting.append((kind, self._child_source.child(*kind)))

    async def child(self, limits: Limits) -> Child:
        """A child, locked and ready, for a run with these limits. Raises CageBroke if none gets ready."""
        import asyncio

        for attempt in range(_ATTEMPTS):
            child = None
            try:
                child = self._next(limits)
                await child.open()
            except asyncio.CancelledError:
                if child is not None:
                    child.kill()  # it is not needed any more
                raise
            except CageBroke:
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                return child
        raise AssertionError  # the last attempt returns or raises

    async def aclose(self) -> None:
        """End all children and the zygotes."""
        self.close()

    def close(self) -> None:
        """The same, without an event loop."""
        self._closed = True
        if self._refill is not None:
            self._refill.cancel()
        for _, child in self._waiting:
            child.kill()
        self._waiting.clear()
        self._child_source.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _next(self, limits: Limits) -> Child:
        """A waiting child with these limits, or a new one; waiting children with other limits are ended."""
        while self._waiting:
            kind, child = self._waiting[0]
            if kind == _kind(limits) and not child.over:
                break
            self._waiting.popleft()
            child.kill()
        if not self._waiting:
            self.expect(limits)
        _, child = self._waiting.popleft()
        from asyncio import get_running_loop

        if self._ahead and not self._refill:
            # Not at once: to fork now would delay the run that begins.
            self._refill = get_running_loop().call_later(_LATER, self._fork_ahead, limits)
        return child

    def _fork_ahead(self, limits: Limits) -> None:
        self._refill = None
        with suppress(CageBroke):  # the next call of `child` reports it
            while len(self._waiting) < self._ahead:
                self.expect(limits)


@contextmanager
def _report_start_failure() -> Iterator[None]:
    """Raise CageBroke for an OSError: the system has no process or descriptor left."""
    try:
        yield
    except OSError as error:
        raise CageBroke(f"no process could be started for the script: {error.strerror}") from error


def _kind(limits: Limits) -> tuple[Bounds, int]:
    """What must be the same for a child to serve: its bounds, and the longest line from it."""
    return Bounds.of(limits), limits.message


def has_zygote() -> bool:
    """Whether this platform has the stronger cage."""
    return sys.platform == "linux"


def _child_source(cage: Cage, program: str) -> _ChildSource:
    if cage is Cage.SPAWN or (cage is Cage.AUTO and not has_zygote()):
        return _SpawnSource(program)
    if not has_zygote():
        raise BadInput(
            Option.CAGE.spell(),
            "zygote exists only on Linux",
            f"Leave it out, or use {Option.CAGE.spell(Cage.SPAWN)}.",
        )
    return _ForkSource(program)


# Both start the process before the packages of the event loop are loaded: it gets ready meanwhile.


class _SpawnSource:
    """Starts a process for each child."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._children: WeakSet[Child] = WeakSet()

    def child(self, bounds: Bounds, longest: int) -> Child:
        started = process.start_child(self._program, bounds)
        from runtime.cage.spawned import SpawnedChild

        child = SpawnedChild(started, bounds, longest)
        self._children.add(child)
        return child

    def close(self) -> None:
        for child in self._children:
            if not child.over:
                child.kill()


class _ForkSource:
    """Uses one zygote at a time; an old one stays until its last child has ended."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._zygotes = [self._new()]

    def _new(self) -> Zygote:
        started, control = process.start_zygote(self._program)
        from runtime.cage.forked import Zygote

        return Zygote(started, control)

    def child(self, bounds: Bounds, longest: int) -> Child:
        if self._zygotes[-1].gone or self._zygotes[-1].forks >= _MOST_FORKS:
            self._zygotes.append(self._new())
        self._retire()
        return self._zygotes[-1].fork(bounds, longest)

    def _retire(self) -> None:
        for zygote in self._zygotes[:-1]:
            if zygote.gone or zygote.idle:
                zygote.close()
                self._zygotes.remove(zygote)

    def close(self) -> None:
        for zygote in self._zygotes:
            zygote.close()
        self._zygotes.clear()
