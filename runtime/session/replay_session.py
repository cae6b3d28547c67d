"""A session to which a recording says what the guest hears next, and when, and how it ends.

Until it is resumed nothing happens by itself: no answer is awaited, no clock runs, no queue is served.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.model.commands import ClearTimer, Command
from runtime.model.events import Aborted, Collected, Cut, Event, Failed, Fired, HeldBack, Received
from runtime.model.http import Request
from runtime.model.outcome import Outcome
from runtime.model.script import Place
from runtime.session.routing import Policy, Route
from runtime.session.session import Session, Stop

_STOPS = {
    Outcome.CPU_LIMIT: Stop.CPU,
    Outcome.MEMORY_LIMIT: Stop.MEMORY,
    Outcome.ENGINE_FAULT: Stop.BROKEN,
}

RECORDED = "recording"  # the world that is none: what comes of a request stands in a recording


class Recorded(Policy):
    """Every request is let through, and none is sent."""

    def route(self, request: Request) -> Route:
        """Nowhere."""
        del request
        return Route(RECORDED)


@dataclass
class PacedSession(Session):
    """Rules as in Session, but for what comes next."""

    paced: bool = True
    _taken_back: set[int] = field(
        default_factory=set
    )  # timers that may have run out before they were taken back

    def _obey(self, command: Command, now: float) -> None:
        if isinstance(command, ClearTimer) and command.timer in self._timers:
            self._taken_back.add(command.timer)
        super()._obey(command, now)

    def _go_on(self, now: float) -> None:
        if not self.paced:
            super()._go_on(now)

    def give(self, event: Event, now: float) -> None:
        """Let this event, which is expected, happen now: a recording says so."""
        if isinstance(event, Fired):
            self._timers.pop(event.timer, None)
            self._taken_back.discard(event.timer)
        elif isinstance(event, Aborted):
            self._queue.remove(event)
        elif isinstance(event, Collected):
            self._collected = True
        elif isinstance(event, Received | Failed | Cut):
            self._flying.discard(event.request)
        if isinstance(event, HeldBack):
            self._note(event, now)
        else:
            self._deliver(event, now)

    def expects(self, event: Event) -> bool:
        """Whether the guest, which is at rest, waits for such an event: it has asked for what this is."""
        if self.busy:
            return False
        if isinstance(event, Fired):
            return event.timer in self._timers
        if isinstance(event, Collected):
            return self.transformation and not self._collected and self.idle
        if isinstance(event, Aborted):
            return event in self._queue
        return getattr(event, "request", None) in self._flying

    def may_have_rung(self, event: Event) -> bool:
        """Whether this is a timer that the guest took back in the very turn in which it ran out, perhaps."""
        return isinstance(event, Fired) and event.timer in self._taken_back and not self.busy

    def rest(self, now: float) -> None:
        """Nothing is left that could happen: end by that, or ask a transformation for its result."""
        super()._go_on(now)

    def resume(self, policy: Policy, now: float) -> None:
        """From now on it is not a recording that says what happens, but worlds and the clock."""
        self.policy, self.paced = policy, False
        self._go_on(now)

    def route_anew(self, request: Request, now: float) -> None:
        """Send a request, which was left to a recording, where the policy has it go."""
        self._route(request, now)
        self._let_go()
        self._go_on(now)

    def conclude(self, outcome: Outcome, detail: str) -> None:
        """End as a recording ended, where that came from outside: by the clock, a person, a limit.

        Whatever else it says, the run doesn't end by that.
        """
        if outcome is Outcome.DEADLINE:
            self._end_late()
        elif outcome is Outcome.INTERRUPTED:
            self.interrupted()
        elif outcome is Outcome.LIMIT:
            self.full(detail)
        elif outcome in _STOPS:
            self.exited(_STOPS[outcome], detail)
        elif outcome in {Outcome.DONE, Outcome.DENIED, Outcome.DRY} and self._done_at is not None:
            self._end_done()

    def diverge(self, detail: str, at: Place | None) -> None:
        """End, because a recording doesn't have what was asked for."""
        self._end(Outcome.DIVERGED, detail, at)

    @property
    def busy(self) -> bool:
        """Whether the guest is at work on an event."""
        return self._busy

    @property
    def idle(self) -> bool:
        """Whether nothing is left that could bring the guest another event."""
        return not (self._busy or self._queue or self._flying or self._timers)

    @property
    def time_up(self) -> float:
        """When the run would end by the clock: milliseconds since it began."""
        after_done = self.limits.after_done * 1000
        return self._deadline if self._done_at is None else min(self._deadline, self._done_at + after_done)

    @property
    def waiting(self) -> tuple[Event, ...]:
        """What the guest hears without any world: connections that were closed because it gave up."""
        return tuple(self._queue)

    @property
    def timers(self) -> dict[int, float]:
        """The timers that run, and when each is due."""
        return dict(self._timers)

    @property
    def owed(self) -> frozenset[int]:
        """The requests to which an answer is still to come."""
        return frozenset(self._flying)
