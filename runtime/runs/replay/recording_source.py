"""The sources of a replay: a recording to its end, or a recording and then worlds.

`RecordingSource` has no world: nothing leaves the machine, whatever the run asks for. `ContinuedSource`
leaves its recording at a known place, at its end, or where the run differs; from there the run is like any
other, and its clock continues from the recording's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from runtime.model.events import Event, HeldBack
from runtime.model.http import Request
from runtime.model.outcome import Ending, Outcome
from runtime.recording import Recording
from runtime.recording.divergence import Divergence, DivergenceKind
from runtime.recording.history import History
from runtime.runs.source import Wait, WorldSource
from runtime.session.effects import Stop
from runtime.session.routing import Policy
from runtime.session.session import Session
from runtime.session.transcript import Entry
from runtime.world import World
from runtime.world.remaining import RemainingAnswers

_PATIENCE = 30.0  # seconds for an answer of the child, beyond the CPU time that the script may use
_TOGETHER, _WEIGHT = 64, 1 << 20  # the most events that are sent at once, and bytes of events and commands
_REMEMBERED, _ANSWER = "recorded answers", "the other answer"  # names of worlds


@dataclass(slots=True, kw_only=True)
class RecordingSource:
    """A recording decides what happens, when, and how the run ends. Where the run differs, it is ended.

    `began` and `until` are when the recorded run began and ended, in milliseconds; `cpu` is what the script
    may use, in seconds. With `real_time` the recorded pauses are kept.
    """

    history: History
    cpu: float
    began: float = 0.0
    until: float | None = None
    real_time: bool = False

    policy: Policy = field(default_factory=Policy, init=False)
    worlds: Mapping[str, World] = field(default_factory=dict, init=False)
    is_paced: bool = field(default=True, init=False)
    divergence: Divergence | None = field(default=None, init=False)
    was_interrupted: bool = field(default=False, init=False)  # a person stopped it before the recording's end
    t: float = field(default=0.0, init=False)
    _origin: float = field(default=0.0, init=False)
    _stopped: bool = field(default=False, init=False)  # the next turn is not run again

    @classmethod
    def of(cls, recording: Recording, history: History, *, real_time: bool = False) -> RecordingSource:
        """The source for a replay of this recording with this history."""
        return cls(
            history=history,
            cpu=recording.plan.limits.cpu,
            began=recording.entries[0].t if recording.entries else 0.0,
            until=recording.end.t if recording.end else None,
            real_time=real_time,
        )

    def begin(self, session: Session) -> None:
        """Start the session as the recorded run began."""
        self.t, self._origin = self.began, time.monotonic()
        self._stopped = self.history.stops_here
        session.begin(self.t, deliver=not self._stopped)

    def now(self) -> float:
        """The recorded time."""
        return self.t

    def note(self, entry: Entry) -> None:
        """Compare an entry with the recording."""
        self.history.note(entry)

    def check(self, session: Session) -> None:
        """End the run if it differs."""
        if found := self.history.find_difference():
            self.diverge(session, found)

    def diverge(self, session: Session, divergence: Divergence) -> None:
        """End the run because it differs from the recording."""
        self.divergence = self.divergence or divergence
        session.diverge(divergence.text, divergence.at)

    def turn_end(self, now: float) -> float:  # noqa: ARG002 - the recording knows
        """The time of the turn's first recorded command."""
        self.t = self.history.at_turns_end(self.t)
        return self.t

    def next(self, session: Session) -> Wait | None:
        """Wait for the next recorded event, or end as the recording does."""
        return self.wait_for_event(session) or self._arrive(session)

    def wait_for_event(self, session: Session) -> Wait | None:
        """What to wait for; None if nothing more happens in the recording."""
        if self._stopped:
            return Wait(0.0, lambda: self._stop(session))
        if session.busy:  # the run's clock doesn't run meanwhile
            return Wait(_PATIENCE + self.cpu, lambda: _give_up(session))
        if (found := self.history.next_event(session)) is None:
            return None
        event, t = found
        return Wait(self._pause(t), lambda: self._give(session, event, t))

    def finish(self, session: Session) -> Wait | None:
        """End as the recording does."""
        if session.idle:
            session.rest(self.t)
            return None
        pause = 0.0 if self.until is None else self._pause(self.until)
        return Wait(pause, lambda: self._conclude(session, self.until or 0.0))

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """The next recorded events: to send each alone would be most of the work of a replay."""
        return () if self.real_time else self.history.ahead(_TOGETHER, _WEIGHT)

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:
        """The ending; `diverged` if the recording ended differently."""
        if self.divergence is not None:
            return ending
        self.was_interrupted = interrupted and ending.outcome is Outcome.INTERRUPTED
        self.divergence = None if self.was_interrupted else self.history.check_ending(ending)
        if self.divergence is None:
            return ending
        return Ending(Outcome.DIVERGED, self.divergence.text, self.divergence.at)

    def _arrive(self, session: Session) -> Wait | None:
        """End the run when nothing more happens in the recording."""
        if found := self.history.find_missing(session):
            self.diverge(session, found)
            return None
        return self.finish(session)

    def _pause(self, t: float) -> float:
        """Seconds until the time `t`, if recorded pauses are kept, else 0."""
        return (t - self.began) / 1000 - (time.monotonic() - self._origin) if self.real_time else 0.0

    def _give(self, session: Session, event: Event, t: float) -> None:
        self.t = t
        self._stopped = self.history.stops_here and not isinstance(event, HeldBack)
        session.give(event, t, deliver=not self._stopped)

    def _stop(self, session: Session) -> None:
        """End in the last recorded turn, with its commands and the reason."""
        self.t = self.history.at_turns_end(self.t)
        if not self.history.stop(session, self.t):
            self._conclude(session, 0.0)

    def _conclude(self, session: Session, t: float) -> None:
        """End as the recording does. An edited recording may have an end that is not possible."""
        self.t = max(self.t, t)
        self.history.conclude(session)
        if session.ending is None:
            session.diverge("the recorded run ended here, and this one doesn't", None)


def _give_up(session: Session) -> None:
    session.receive_exit(Stop.BROKEN, f"the child process has not answered for {_PATIENCE:g} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """How a run continues after its recording.

    With `anywhere` the recording is left wherever the run differs; otherwise at its end, and the run must be
    the same until there. `fork` is a request that gets its answer there: from `answer`, or from the worlds if
    that is None. `begin` is called when the recording is left, and then `hear` with each request that was
    answered until then.
    """

    anywhere: bool = False
    fork: int | None = None
    answer: World | None = None
    begin: Callable[[], None] = lambda: None
    hear: Callable[[Request], None] = lambda _request: None


@dataclass(slots=True, kw_only=True)
class ContinuedSource:
    """A recording, and then worlds."""

    recording: RecordingSource
    world: WorldSource
    continuation: Continuation

    worlds: Mapping[str, World] = field(init=False)
    is_paced: bool = field(default=True, init=False)
    _left: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Take over the worlds, which are closed at the end in any case."""
        self.worlds = self.world.worlds

    @property
    def policy(self) -> Policy:
        """The policy of the worlds."""
        return self.world.policy

    @property
    def divergence(self) -> Divergence | None:
        """The first difference from the recording; None if there is none."""
        return self.recording.divergence

    @property
    def was_interrupted(self) -> bool:
        """Whether a person stopped it before it left its recording."""
        return self.recording.was_interrupted

    @property
    def _now(self) -> RecordingSource | WorldSource:
        return self.world if self._left else self.recording

    def begin(self, session: Session) -> None:
        """Start the session as the recorded run began."""
        self.recording.begin(session)

    def now(self) -> float:
        """The recorded time, and later the time by a clock that continues from it."""
        return self._now.now()

    def note(self, entry: Entry) -> None:
        """Compare an entry with the recording, until that is left."""
        self._now.note(entry)

    def check(self, session: Session) -> None:
        """Leave the recording if the run differs."""
        if not self._left and (found := self.recording.history.find_difference()):
            self._leave(session, found)

    def turn_end(self, now: float) -> float:
        """The recorded end of the turn, until the recording is left."""
        return self._now.turn_end(now)

    def next(self, session: Session) -> Wait | None:
        """Wait for the next recorded event, and later for the worlds."""
        if self._left:
            return self.world.next(session)
        return self.recording.wait_for_event(session) or self._arrive(session)

    def lookahead(self) -> Sequence[tuple[Event, float]]:
        """The next recorded events, until the recording is left."""
        return self._now.lookahead()

    def end(self, ending: Ending, *, interrupted: bool) -> Ending:
        """The ending; `diverged` if the recording was not left and ended differently."""
        return self._now.end(ending, interrupted=interrupted)

    def _arrive(self, session: Session) -> Wait | None:
        """Leave the recording when nothing more happens in it."""
        if found := self.recording.history.find_missing(session):
            self._leave(session, found)
        if session.ending is not None or self._left:
            return None
        if self.continuation.anywhere:
            return self.recording.finish(session)
        self._hand_over(session)
        return None

    def _leave(self, session: Session, divergence: Divergence) -> None:
        """Leave the recording where the run differs.

        If a request is open, end the run: it must not be sent again.
        """
        if not self.continuation.anywhere:
            self.recording.diverge(session, divergence)
            return
        if found := self._open_request(session):
            self.recording.diverge(session, found)
            return
        self.recording.divergence = self.recording.divergence or divergence
        if not session.idle:
            self._hand_over(session)

    def _open_request(self, session: Session) -> Divergence | None:
        """The first open request, if the recording breaks off without an answer to it."""
        history, remaining = self.recording.history, self.recording.history.list_remaining()
        found = sorted(one for one in session.open_requests if history.answers(one) and one not in remaining)
        if not found:
            return None
        number, exchange = found[0], session.transcript.exchanges[found[0]]
        return Divergence(
            DivergenceKind.OPEN,
            f"request {number} is open: it was sent, and the recording has no answer to it",
            request=number,
            seq=history.line_of(number),
            at=exchange.at,
            got=f"{exchange.request.method} {exchange.request.url}",
        )

    def _hand_over(self, session: Session) -> None:
        """Continue with the worlds. Requests under way get their recorded answers, after the answer of the
        fork; those without a recorded answer get none.
        """
        self._left, now = True, self.recording.t
        self.world.start_clock(now)
        self.continuation.begin()
        self._answer_fork(session, now)
        remaining, open_requests = self.recording.history.list_remaining(), session.open_requests
        self.worlds = {**self.worlds, _REMEMBERED: RemainingAnswers(remaining)}
        for number, exchange in session.transcript.exchanges.items():
            if number == self.continuation.fork:
                continue
            recorded = self.recording.history.answers(number)
            if recorded:
                self.continuation.hear(exchange.request)
            if number in open_requests and recorded:
                session.send(exchange.request, _REMEMBERED)
            elif number in open_requests:
                session.reroute(exchange.request, now)
        session.resume(now)

    def _answer_fork(self, session: Session, now: float) -> None:
        fork, answer = self.continuation.fork, self.continuation.answer
        if fork is None:
            return
        request = session.transcript.exchanges[fork].request
        if answer is None:
            session.reroute(request, now)
        else:
            self.worlds = {**self.worlds, _ANSWER: answer}
            session.send(request, _ANSWER)
