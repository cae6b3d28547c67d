"""What a recording says happens next, and whether what a run says is what stands there.

The order decides: nothing is searched for. There are three ways of reading a recording:

 - `ExactHistory`, for its own script and context: every command and every event comes again as it was.
 - `Requests`, for a changed one: it may say what it likes, as long as its requests ask the same in the same
   order. Its n-th request is taken for the recording's n-th, its n-th timer for the n-th.
 - `RewriteAgreement`, for one whose values were exchanged: what is said is written anew, and only its kind counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from runtime.model.events import Event, HeldBack, WorldEvent
from runtime.model.outcome import Ending, Outcome
from runtime.recording.divergence import Divergence
from runtime.session.session import Session
from runtime.session.transcript import Entry

# How a run ends that could still have had answers.
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
    """One way of reading a recording."""

    def note(self, entry: Entry) -> None:
        """The run has said or heard this."""
        ...

    def find_difference(self) -> Divergence | None:
        """How what has been said since the last call differs, if it does. Asked when a turn is over."""
        ...

    def next_event(self, session: Session) -> tuple[Event, float] | None:
        """What the guest, which is at rest, hears next, and when; None if there is no more for it."""
        ...

    @property
    def stops_here(self) -> bool:
        """Whether the turn that the next event leads to is not run again: something stopped it then."""
        ...

    def stop(self, session: Session, t: float) -> bool:
        """End the run in that turn as the recording has it; False if that isn't how the recording ended."""
        ...

    def ahead(self, most: int, size: int) -> Sequence[tuple[Event, float]]:
        """The events that come next, as far as they are known, with their times: at most so many, with so
        many bytes said and heard by then.
        """
        ...

    def at_turns_end(self, t: float) -> float:
        """When the turn was over that was begun at `t`: what it said is noted under that time."""
        ...

    def find_missing(self, session: Session) -> Divergence | None:
        """The guest is at rest, and nothing more happens: what the recording has and this run doesn't."""
        ...

    def conclude(self, session: Session) -> None:
        """End the run as the recording has it, where it doesn't end by itself."""
        ...

    def check_ending(self, ending: Ending) -> Divergence | None:
        """The run is over: whether that is how the recording ended, where it must be."""
        ...

    def answers(self, request: int) -> bool:
        """Whether the recording stands for what comes of this request of the run."""
        ...

    def line_of(self, request: int) -> int | None:
        """The `seq` of the recorded request that this request of the run is taken for."""
        ...

    def list_remaining(self) -> dict[int, list[WorldEvent | HeldBack]]:
        """What the recording still has for requests under way, by their numbers in the run."""
        ...
