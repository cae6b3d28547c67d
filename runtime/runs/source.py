"""The source of what happens next in a run: worlds and the clock here, recordings in `runtime/runs/replay`.

When nothing is left to do, the driver asks its source what to wait for, and what to do if no message comes
meanwhile. A source only works with the session; it does no I/O.
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

_ROUNDS = 4  # rounds of the event loop after which every world that answers at once has answered


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for a message for so many seconds (None: without limit). If none comes, call `then`.

    Messages that are there already come first, also with 0 seconds. `rounds` of the event loop are run
    before.
    """

    seconds: float | None
    then: Callable[[], None]
    rounds: int = 0


class Source(Protocol):
    """Says what happens next in one run. It serves only this run."""

    @property
    def policy(self) -> Policy:
        """The policy for requests, when the session is not paced."""
        ...

    @property
    def worlds(self) -> Mapping[str, World]:
        """The worlds by name; they are closed when the run is over."""
        ...

    @property
    def is_paced(self) -> bool:
        """Whether the session starts paced: then this source gives it each event."""
        ...

    def begin(self, session: Session) -> None:
        """Start the session, and the clock."""
        ...

    def now(self) -> float:
        """Milliseconds since the run began."""
        ...

    def note(self, entry: Entry) -> None:
        """Take in an entry of the run."""
        ...

    def check(self, session: Session) -> None:
        """Check the entries of a turn, which were all noted; it may end the run. No request was sent yet."""
        ...

    def turn_end(self, now: float) -> float:
        """The end of the turn whose commands came at `now`, in milliseconds since the run began."""
        ...

    def next(self, session: Session) -> Wait | None:
        """What to wait for; None if the session was changed."""
        ...

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """The next events and their times as far as they are known: the child can get them in advance."""
        ...

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:
        """The ending of the run, which the source may change; `interrupted` is whether a person stopped
        it.
        """
        ...


@dataclass(slots=True, kw_only=True)
class WorldSource:
    """The source of a usual run: worlds answer, and the clock of this machine counts.

    If it `hurries`, it moves the clock forward instead of waiting for a timer. That is for worlds that answer
    at once or never.
    """

    worlds: Mapping[str, World]
    policy: Policy
    hurries: bool = False
    is_paced: bool = field(default=False, init=False)
    _origin: float = 0.0  # the start of the clock, in seconds

    def begin(self, session: Session) -> None:
        """Start the session; the time before doesn't count."""
        self.start_clock(0.0)
        session.begin(self.now())

    def start_clock(self, now: float) -> None:
        """Start the clock at `now`, in milliseconds."""
        self._origin = time.monotonic() - now / 1000

    def now(self) -> float:
        """Milliseconds by the clock."""
        return (time.monotonic() - self._origin) * 1000

    def note(self, entry: Entry) -> None:
        """Do nothing: this source doesn't depend on entries."""

    def check(self, session: Session) -> None:
        """Do nothing: every entry is allowed."""

    def turn_end(self, now: float) -> float:
        """The time at which the commands came."""
        return now

    def next(self, session: Session) -> Wait | None:
        """Wait for a message until the session's next timer or limit is due."""
        due, now = session.due, self.now()
        if due is None:
            return Wait(None, lambda: None)
        if due <= now:  # even if messages are waiting
            session.tick(now)
            return None
        if self.hurries and not session.busy:
            return Wait(0.0, lambda: self._skip_to(due, session), _ROUNDS)
        return Wait((due - now) / 1000, lambda: session.tick(self.now()))

    def _skip_to(self, due: float, session: Session) -> None:
        self.start_clock(max(due, self.now()))
        session.tick(self.now())

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """Nothing: the next events are not known."""
        return ()

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:  # noqa: ARG002 - as it is
        """The session's ending."""
        return ending
