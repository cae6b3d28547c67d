"""Stands beside a child and notes what the host hears of it: what a run's outcome is held against."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.cage.child import Child, Listener
from runtime.cage.child_protocol import Exit

_FINISH = re.compile(rb'\{"do": ?"Finish"')
_THROW = re.compile(rb'\{"do": ?"Throw"')


@dataclass(frozen=True, slots=True)
class Counters:
    """What the kernel says that a child took: CPU in seconds, memory in bytes (None: it doesn't say)."""

    cpu: float | None = None
    peak: int | None = None


@dataclass(slots=True)
class Notes:
    """What was heard of a child until the host ended it.

    `stop` is how it came to its own end, by its exit status: "" if it was the host that ended it.
    """

    stop: str = ""
    lines: int = 0
    finished: bool = False
    threw: bool = False

    def take(self, said: bytes | Exit) -> None:
        """Look at a line without reading it: in text no quotation mark is bare, so these are commands."""
        if isinstance(said, Exit):
            self.stop = said.stop or "broken"
            return
        self.lines += 1
        self.finished |= _FINISH.search(said) is not None
        self.threw |= _THROW.search(said) is not None


@dataclass(slots=True)
class ChildObserver:
    """Of one run: the child that it got, if it got one, and what was heard of it."""

    child: Child | None = None
    ready: float = 0.0
    notes: Notes = field(default_factory=Notes)

    def watch(self, child: Child) -> None:
        """Listen to a child together with its driver, and before it."""
        self.child, self.ready = child, time.monotonic()
        attend: Callable[[Listener], None] = child.attend

        def attend_both(listener: Listener) -> None:
            def take_note(said: bytes | Exit) -> None:
                self.notes.take(said)
                listener(said)

            attend(take_note)

        child.attend = attend_both  # type: ignore[method-assign]

    @property
    def pid(self) -> int:
        """The child's number; 0 if there was none."""
        return self.child.pid if self.child else 0

    @property
    def cage(self) -> str:
        return self.child.cage if self.child else ""

    @property
    def counters(self) -> Counters:
        """What the child took; it has to have ended."""
        ended = self.child.exit if self.child else None
        return Counters() if ended is None else Counters(ended.cpu, ended.peak)
