"""Where a run gets from what happens next: worlds and the clock here; recordings in `runtime/runs/replay`.

The driver asks its source whenever nothing is left to do: what to wait for, and what to do if nothing is
heard meanwhile. A source decides that with the session alone; it performs nothing itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from runtime.model.events import Event
from runtime.model.outcome import Ending
from runtime.session.routing import Policy
from runtime.session.session import Session
from runtime.session.transcript import Entry
from runtime.world import World

_ROUNDS = 4  # of the event loop: then every world that answers at once has said what it has to say


@dataclass(frozen=True, slots=True)
class Wait:
    """Listen for so many seconds (None: as long as it takes). If nothing is heard, do what comes `then`.

    What is there already is heard first, also with no seconds. The event loop gets so many `rounds` before.
    """

    seconds: float | None
    then: Callable[[], None]
    rounds: int = 0


class Source(Protocol):
    """Says what happens next in one run. It serves no second one."""

    @property
    def policy(self) -> Policy:
        """Which world a request goes to, once the session is not paced."""
        ...

    @property
    def worlds(self) -> Mapping[str, World]:
        """The worlds that the session's effects name; they are closed when the run is over."""
        ...

    @property
    def paced(self) -> bool:
        """Whether the session begins paced: this source says then what the guest hears."""
        ...

    def begin(self, session: Session) -> None:
        """Have the script start, and the clock with it."""
        ...

    def now(self) -> float:
        """Milliseconds since the run began."""
        ...

    def note(self, entry: Entry) -> None:
        """Take in what the run has said or heard."""
        ...

    def check(self, session: Session) -> None:
        """All that one turn has said was noted: see whether the run goes on so. No request has left yet."""
        ...

    def turn_end(self, now: float) -> float:
        """When the turn was over whose commands were heard at `now`."""
        ...

    def next(self, session: Session) -> Wait | None:
        """What to wait for; None if something has been done with the session."""
        ...

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """The next events and their times, as far as they are known: the guest can have them in advance."""
        ...

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:
        """How the run ended, as far as the source knows; `interrupted` is whether somebody stopped it."""
        ...


@dataclass(slots=True, kw_only=True)
class WorldSource:
    """Worlds answer, and the clock of this machine runs.

    One that `hurries` doesn't wait where nothing but the clock could go on: it puts the clock on. That is for
    worlds that answer at once or never.
    """

    worlds: Mapping[str, World]
    policy: Policy
    hurries: bool = False
    paced: bool = field(default=False, init=False)
    _origin: float = 0.0  # of the clock, in seconds

    def begin(self, session: Session) -> None:
        """What the child's start took is none of the script's time."""
        self.start_clock(0.0)
        session.begin(self.now())

    def start_clock(self, now: float) -> None:
        """Have the clock go on from here."""
        self._origin = time.monotonic() - now / 1000

    def now(self) -> float:
        """By the clock."""
        return (time.monotonic() - self._origin) * 1000

    def note(self, entry: Entry) -> None:
        """Nothing depends on it."""

    def check(self, session: Session) -> None:
        """It may say what it likes."""

    def turn_end(self, now: float) -> float:
        """As it was heard."""
        return now

    def next(self, session: Session) -> Wait | None:
        """Whatever comes first: something is heard, or the session's time is up."""
        due, now = session.due, self.now()
        if due is None:
            return Wait(None, lambda: None)
        if due <= now:  # however much there is to hear
            session.tick(now)
            return None
        if self.hurries and not session.busy:
            return Wait(0.0, lambda: self._skip_to(due, session), _ROUNDS)
        return Wait((due - now) / 1000, lambda: session.tick(self.now()))

    def _skip_to(self, due: float, session: Session) -> None:
        self.start_clock(max(due, self.now()))
        session.tick(self.now())

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """Nobody knows."""
        return ()

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:  # noqa: ARG002 - as it is
        """As the session has it."""
        return ending
