"""Stands beside a child and notes what the host hears of it: what a run's outcome is held against."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

from runtime.cage.protocol import READY, Exit
from runtime.cage.spawn import Child
from runtime.limits import Limits

_FINISH = re.compile(rb'\{"do": ?"Finish"')
_THROW = re.compile(rb'\{"do": ?"Throw"')


@dataclass(frozen=True, slots=True)
class Counters:
    """What the kernel says that a child took: CPU in seconds, memory in bytes (None: it doesn't say)."""

    cpu: float
    peak: int | None = None


class Witness:
    """A child like any other to whoever drives it."""

    def __init__(self) -> None:
        """Start the child."""
        self._before = _cpu_of_the_dead()
        self._child = Child()
        self.pid = self._child.pid
        self.layers = self._child.layers
        self.begin = self._child.begin
        self.deliver = self._child.deliver
        self.hang_up = self._child.hang_up
        self.ready = time.monotonic()
        self.notes = Notes()

    def attend(self, limits: Limits, hear: Callable[[bytes | Exit], None]) -> None:
        """Listen to the child together with the driver, and before it."""

        def both(said: bytes | Exit) -> None:
            if said == READY:
                self.ready = time.monotonic()
            else:
                self.notes.take(said)
            hear(said)

        self._child.attend(limits, both)

    def kill(self) -> None:
        """What is heard of a child's end from now on is the host's own doing."""
        self.notes.over = True
        self._child.kill()

    def counters(self) -> Counters:
        """What the child took, from its start; it has to be dead."""
        return Counters(_cpu_of_the_dead() - self._before)


@dataclass(slots=True)
class Notes:
    """What was heard of a child until the host ended it.

    `stop` is how it came to its own end, by its exit status: "" if it was the host that ended it.
    """

    stop: str = ""
    lines: int = 0
    finished: bool = False
    threw: bool = False
    over: bool = False

    def take(self, said: bytes | Exit) -> None:
        """Look at a line without reading it: in text no quotation mark is bare, so these are commands."""
        if self.over:
            return
        if isinstance(said, Exit):
            self.stop = said.stop or "broken"
            return
        self.lines += 1
        self.finished |= _FINISH.search(said) is not None
        self.threw |= _THROW.search(said) is not None


def _cpu_of_the_dead() -> float:
    """Seconds of CPU of all children that were ever waited for: exact, as long as there is one at a time."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
