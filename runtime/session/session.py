"""The session decides what happens in a run. It does no I/O: commands and events go in, effects come out.

The rules:
 - The guest gets one event at a time and answers each with one turn; events that happen meanwhile are queued.
 - A request goes to a world, or is denied; a person may have to allow a write to a live host first. A request
   that is held back goes to a world in place of the service; the recording says so, the guest gets no event.
 - The run is idle if the guest has answered, nothing is queued, no request is open and no timer runs.
   Idle after done: it ends as `done`. Idle before: `never-done` (a transformation is asked for its result).
 - The first `done` gives the result; the run then goes on until idle, at most `after_done`.
 - A request is sent when the timers of at most a millisecond that were set before it have fired: in Node
   these are faster than any connection.
 - An exception that leaves the script ends the run at once, as it ends a Node process.
 - Every command and event becomes an entry of the transcript, and then a line of the recording.

Each call gets the time (milliseconds since the run began); `due` says when to call `tick`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from runtime.model.commands import AbortRequest, ClearTimer, Command, Finish, SendRequest, SetTimer, Throw
from runtime.model.events import (
    Aborted,
    Begun,
    Collected,
    Cut,
    Event,
    Exceeded,
    Failed,
    Fired,
    HeldBack,
    Received,
    WorldEvent,
)
from runtime.model.http import Request, not_found
from runtime.model.limits import Limits
from runtime.model.option import Option
from runtime.model.outcome import Ending, Outcome
from runtime.model.script import Place
from runtime.session import endings
from runtime.session.effects import STOPS, Ask, Cancel, Deliver, Effect, Record, Send, Stop
from runtime.session.outgoing import Outgoing
from runtime.session.routing import NoRoute, Policy, Route
from runtime.session.transcript import Entry, Transcript

_INSTANT = 1.0  # milliseconds


@dataclass(slots=True)
class Session:
    """The state of one run. Effects wait in `effects` until the driver takes them.

    While it is `is_paced`, nothing happens by itself: no request is routed, no clock runs, no queued event is
    delivered. A source decides with `give` which event comes next; `resume` ends that.
    """

    policy: Policy
    limits: Limits
    transformation: bool = False
    is_paced: bool = False
    transcript: Transcript = field(default_factory=Transcript)
    effects: list[Effect] = field(default_factory=list)
    ending: Ending | None = None
    in_turn: bool = False  # whether the guest was busy when the run ended

    _seq: int = 0
    _busy: bool = False
    _queue: deque[Event] = field(default_factory=deque)
    _outgoing: Outgoing = field(default_factory=Outgoing)
    _timers: dict[int, float] = field(default_factory=dict)
    _cleared: set[int] = field(default_factory=set)  # timers that may have fired before they were cleared
    _instant: set[int] = field(default_factory=set)
    _firing: int = 0
    _deadline: float = 0.0
    _done_at: float | None = None
    _collected: bool = False

    def begin(self, now: float, *, deliver: bool = True) -> None:
        """Start the script; `deliver` is as in `give`."""
        self._deadline = now + self.limits.deadline * 1000
        self._hand(Begun(), now, deliver=deliver)

    def receive_turn(self, commands: tuple[Command, ...], now: float) -> None:
        """Take the guest's turn: its commands in answer to the last event."""
        if not self._busy:
            self.receive_exit(Stop.BROKEN, "the child process spoke without being asked")
            return
        self._busy = False
        self._instant.discard(self._firing)
        for command in commands:
            self._refuse_a_number_twice(command)
            if self.ending is None:
                self._execute(command, now)
        self._release_requests()
        self._go_on(now)

    def receive_stop(self, commands: tuple[Command, ...], stop: Stop, detail: str, now: float) -> None:
        """Take the end of a guest that was stopped during a turn; `commands` are those of the turn until
        then.

        They are recorded, and an exception among them shows the place, but nothing more is sent.
        """
        for command in commands:
            self._refuse_a_number_twice(command)
            if self.ending is None:
                self._note(command, now)
                if isinstance(command, Finish) and self._done_at is None:
                    self._done_at = now
        self.receive_exit(stop, detail)

    def _refuse_a_number_twice(self, command: Command) -> None:
        if isinstance(command, SendRequest) and command.request.id in self.transcript.exchanges:
            self.receive_exit(Stop.BROKEN, "the child process sent a second request under one number")

    def receive_event(self, event: WorldEvent | HeldBack, now: float) -> None:
        """Take an event of a world about a request."""
        if self.ending is not None or event.request not in self._outgoing.under_way:
            return
        if isinstance(event, Exceeded):  # the live world has stopped reading
            self._end(Ending(Outcome.LIMIT, event.detail))
            return
        if ending := endings.of_size(event, self.limits):
            self._end(ending)
            return
        if isinstance(event, Received | Failed | Cut):
            self._outgoing.under_way.discard(event.request)
        self._queue.append(event)
        self._go_on(now)

    def receive_consent(self, request: int, yes: bool, now: float) -> None:  # noqa: FBT001 - it is the answer
        """Take a person's answer to `Ask`. The time of the question doesn't count against the deadline."""
        waiting, since = self._outgoing.resolve(request, allow=yes)
        if not waiting:
            return  # the script has aborted it meanwhile
        self._deadline += now - since
        for asked in waiting:
            if yes:
                self.effects.append(Send(asked, "live"))
            else:
                self._deny(asked, "you were asked, and did not allow this write to the live service")
        self._go_on(now)

    def tick(self, now: float) -> None:
        """Fire the timers and limits that are due."""
        if self.ending is not None or self.is_paced:
            return
        if self._done_at is not None and now >= self._done_at + self.limits.after_done * 1000:
            self._end(endings.of_done(self.transcript))
        elif not self._outgoing.is_asking and now >= self._deadline:
            self._end(endings.of_deadline(self.transcript, self.limits))
        for _, timer in sorted((at, timer) for timer, at in self._timers.items() if at <= now):
            self._ring(timer)
        self._go_on(now)

    @property
    def due(self) -> float | None:
        """The time of the next `tick`; None while a person is being asked and no timer runs."""
        times = list(self._timers.values())
        if not self._outgoing.is_asking:
            times.append(self._deadline)
        if self._done_at is not None:
            times.append(self._done_at + self.limits.after_done * 1000)
        return min(times, default=None)

    def receive_exit(self, stop: Stop, detail: str) -> None:
        """Take the end of the child: it reached a limit, crashed, or broke the protocol."""
        self.in_turn = self.in_turn or (self._busy and self.ending is None)
        self._busy = False
        if self.ending is not None:
            return
        self._end(endings.of_stop(self.transcript, self.limits, stop, detail))

    def interrupt(self) -> None:
        """End the run now, because a person wants that."""
        self._end(endings.of_interrupt(self.transcript))

    def overflow(self, detail: str) -> None:
        """End the run because it exceeds what can be recorded or kept, whatever its outcome was until
        then.
        """
        self.in_turn = self._busy
        self.ending = Ending(Outcome.LIMIT, detail)

    @property
    def entry_count(self) -> int:
        """The number of commands and events until now."""
        return self._seq

    def give(self, event: Event, now: float, *, deliver: bool = True) -> None:
        """Let this expected event happen now.

        Without `deliver` the guest counts as busy with it, but does not get it: `receive_stop` follows with
        the commands of that turn.
        """
        match event:
            case Fired(timer):
                self._timers.pop(timer, None)
                self._cleared.discard(timer)
            case Aborted():
                self._queue.remove(event)
            case Collected():
                self._collected = True
            case Received() | Failed() | Cut():
                self._outgoing.under_way.discard(event.request)
            case _:
                pass
        if isinstance(event, HeldBack):
            self._note(event, now)
        else:
            self._hand(event, now, deliver=deliver)

    def expects(self, event: Event) -> bool:
        """Whether this event can happen now: the guest is not busy and has asked for it."""
        if self._busy:
            return False
        match event:
            case Fired(timer):
                return timer in self._timers
            case Collected():
                return self.transformation and not self._collected and self.idle
            case Aborted():
                return event in self._queue
            case _:
                return getattr(event, "request", None) in self._outgoing.under_way

    def may_have_fired(self, event: Event) -> bool:
        """Whether this is a timer that may have fired in the turn in which the guest cleared it."""
        return isinstance(event, Fired) and event.timer in self._cleared and not self._busy

    def rest(self, now: float) -> None:
        """Go on when no recorded event is left: end the run, or ask a transformation for its result."""
        self._advance(now)

    def send(self, request: Request, world: str) -> None:
        """Send a request that is under way to this world, whatever the policy says."""
        self.effects.append(Send(request, world))

    def reroute(self, request: Request, now: float) -> None:
        """Send a request that is under way to the world that the policy names."""
        self._route(request, now)
        self._release_requests()
        self._go_on(now)

    def resume(self, now: float) -> None:
        """Go on without a pacing source."""
        self.is_paced = False
        self._go_on(now)

    def conclude(self, outcome: Outcome, detail: str) -> None:
        """End with this outcome if the clock, a person or a limit can cause it; otherwise do nothing."""
        match outcome:
            case Outcome.DEADLINE:
                self._end(endings.of_deadline(self.transcript, self.limits))
            case Outcome.INTERRUPTED:
                self.interrupt()
            case Outcome.LIMIT:
                self.overflow(detail)
            case Outcome.DONE | Outcome.DENIED | Outcome.DRY if self._done_at is not None:
                self._end(endings.of_done(self.transcript))
            case _ if outcome in STOPS:
                self.receive_exit(STOPS[outcome], detail)

    def diverge(self, detail: str, at: Place | None) -> None:
        """End the run because the recording doesn't have what it asked for."""
        self._end(Ending(Outcome.DIVERGED, detail, at))

    @property
    def busy(self) -> bool:
        """Whether the guest is busy with an event."""
        return self._busy

    @property
    def idle(self) -> bool:
        """Whether no event can come any more: nothing runs, is queued, is under way, or is set as a timer."""
        return not (self._busy or self._queue or self._outgoing.under_way or self._timers)

    @property
    def end_time(self) -> float:
        """The time at which the clock ends the run, in milliseconds since it began."""
        after_done = self.limits.after_done * 1000
        return self._deadline if self._done_at is None else min(self._deadline, self._done_at + after_done)

    @property
    def event_queue(self) -> tuple[Event, ...]:
        """The queued events, which need no world: connections that were closed after the guest gave up."""
        return tuple(self._queue)

    @property
    def timers(self) -> dict[int, float]:
        """The running timers, and when each is due."""
        return dict(self._timers)

    @property
    def open_requests(self) -> frozenset[int]:
        """The requests without a complete answer."""
        return frozenset(self._outgoing.under_way)

    def take(self) -> list[Effect]:
        """The effects since the last call, in their order."""
        effects, self.effects = self.effects, []
        return effects

    def _execute(self, command: Command, now: float) -> None:
        self._note(command, now)
        match command:
            case SendRequest(request):
                self._send(request, now)
            case AbortRequest(request):
                self._abort(request)
            case SetTimer(timer, delay):
                self._timers[timer] = now + max(delay, 0.0)
                if delay <= _INSTANT:
                    self._instant.add(timer)
            case ClearTimer(timer):
                if self._timers.pop(timer, None) is not None and self.is_paced:
                    self._cleared.add(timer)
                self._instant.discard(timer)
            case Finish() if self._done_at is None:
                self._done_at = now
            case Throw() as throw:
                self._end_by_exception(throw)
            case _:
                pass

    def _send(self, request: Request, now: float) -> None:
        if len(self.transcript.exchanges) > self.limits.requests:
            self._end(
                Ending(
                    Outcome.LIMIT,
                    f"more than {self.limits.requests} requests ({Option.MAX_REQUESTS.spell()})",
                )
            )
            return
        self._outgoing.under_way.add(request.id)
        if not self.is_paced:
            self._route(request, now)

    def _route(self, request: Request, now: float) -> None:
        match self.policy.route(request):
            case NoRoute(reason, remedy):
                self._deny(request, reason, remedy)
            case Route(_, ask=True) if not self._outgoing.allows(request.host):
                self._ask(request, now)
            case Route(world, held_back=held_back):
                if held_back:
                    self._queue.append(HeldBack(request.id))
                self._outgoing.hold(Send(request, world), frozenset(self._instant))

    def _ring(self, timer: int) -> None:
        del self._timers[timer]
        self._queue.append(Fired(timer))

    def _release_requests(self) -> None:
        """Send the requests that no timer delays any more."""
        self.effects += self._outgoing.release(self._instant)

    def _ask(self, request: Request, now: float) -> None:
        if self._outgoing.ask(request, now):
            self.effects.append(Ask(request))

    def _deny(self, request: Request, reason: str, remedy: str = "") -> None:
        self._outgoing.under_way.discard(request.id)
        self._queue.append(Failed(request.id, not_found(request.host), denied=reason, remedy=remedy))

    def _abort(self, request: int) -> None:
        """Give up a request, once: to search the queue each time would take too long."""
        if request not in self.transcript.exchanges:
            return
        has_left = self._outgoing.give_up(request)
        if has_left is None:
            return
        unheard = any(isinstance(event, Received) and event.request == request for event in self._queue)
        if has_left and (request in self._outgoing.under_way or unheard):
            self.effects.append(Cancel(request))
        self._outgoing.under_way.discard(request)
        self._queue = deque(e for e in self._queue if getattr(e, "request", None) != request)
        self._queue.append(Aborted(request))

    def _end_by_exception(self, throw: Throw) -> None:
        if self._done_at is not None:
            self._end(endings.of_done(self.transcript))
        else:
            self._end(Ending(Outcome.THREW, throw.message, throw.at, throw.stack))

    def _go_on(self, now: float) -> None:
        """Let the next event happen, unless a source paces the session."""
        if not self.is_paced:
            self._advance(now)

    def _advance(self, now: float) -> None:
        """Deliver the next event, or end the run if there will be none."""
        if self.ending is not None or self._busy:
            return
        while self._queue and isinstance(self._queue[0], HeldBack):
            self._note(self._queue.popleft(), now)
        if self._queue:
            self._hand(self._queue.popleft(), now)
        elif not self._outgoing.under_way and not self._timers:
            self._idle(now)

    def _idle(self, now: float) -> None:
        if self._done_at is not None:
            self._end(endings.of_done(self.transcript))
        elif self.transformation and not self._collected:
            self._collected = True
            self._hand(Collected(), now)
        else:
            self._end(endings.of_rest(self.transcript))

    def _end(self, ending: Ending) -> None:
        if self.ending is None:
            self.in_turn = self.in_turn or self._busy
            self.ending = ending

    def _hand(self, event: Event, now: float, *, deliver: bool = True) -> None:
        self._busy = True
        self._firing = event.timer if isinstance(event, Fired) else 0
        entry = self._note(event, now)
        if deliver:
            self.effects.append(Deliver(event, entry.t))

    def _note(self, what: Command | Event, now: float) -> Entry:
        self._seq += 1
        entry = Entry(self._seq, round(now, 3), what)
        self.transcript.add(entry)
        self.effects.append(Record(entry))
        return entry
