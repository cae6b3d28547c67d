"""Reads from a recording what happens next, and compares a run with it.

Only the order counts: nothing is searched for. There are three ways to read a recording:

 - `ExactHistory`, for its own script and context: every command and every event is repeated as it was.
 - `RequestHistory`, for a changed script or context: its requests must be the same in the same order. Its
   n-th request is matched with the recording's n-th request, and its n-th timer with the n-th timer.
 - `ExactHistory` with a `RewriteAgreement`, for a recording whose values were replaced: a command only needs
   to be of the same kind, and replaces the recorded one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from runtime.model.events import Event, HeldBack, WorldEvent
from runtime.model.outcome import Ending, Outcome
from runtime.recording.divergence import Divergence
from runtime.session.session import Session
from runtime.session.transcript import Entry

# Outcomes of runs that ended before all their answers came.
BROKEN_OFF = frozenset(
    {
        Outcome.INTERRUPTED,
        Outcome.LIMIT,
        Outcome.CPU_LIMIT,
        Outcome.MEMORY_LIMIT,
        Outcome.ENGINE_FAULT,
        Outcome.DIVERGED,
    }
)


class History(Protocol):
    """One way to read a recording."""

    def note(self, entry: Entry) -> None:
        """Take in the next command or event of the run."""
        ...

    def find_difference(self) -> Divergence | None:
        """The first difference since the last call, or None. It is called at the end of each turn."""
        ...

    def next_event(self, session: Session) -> tuple[Event, float] | None:
        """The next event for the idle guest and its time in milliseconds; None if there is none."""
        ...

    @property
    def stops_here(self) -> bool:
        """Whether the turn after the next event is not run again: the recorded run was stopped in it."""
        ...

    def stop(self, session: Session, t: float) -> bool:
        """End the run in that turn as in the recording; False if the recording did not end so."""
        ...

    def ahead(self, most: int, size: int) -> Sequence[tuple[Event, float]]:
        """The next events with their times (milliseconds), as far as they are known.

        At most `most` of them, and no more than `size` bytes of commands and events.
        """
        ...

    def at_turns_end(self, t: float) -> float:
        """The end of the turn that began at `t`, in milliseconds: its commands get this time."""
        ...

    def find_missing(self, session: Session) -> Divergence | None:
        """What the recording still has, when nothing more happens in the run; None if nothing is missing."""
        ...

    def conclude(self, session: Session) -> None:
        """End the run as in the recording, if it doesn't end by itself."""
        ...

    def check_ending(self, ending: Ending) -> Divergence | None:
        """How the end of the run differs from the recorded end; None if it doesn't, or may."""
        ...

    def answers(self, request: int) -> bool:
        """Whether this request of the run has a counterpart in the recording."""
        ...

    def line_of(self, request: int) -> int | None:
        """The `seq` of the recorded request that is the counterpart of this request of the run."""
        ...

    def list_remaining(self) -> dict[int, list[WorldEvent | HeldBack]]:
        """The recorded events that are left for requests under way, by the requests' numbers in the run."""
        ...
