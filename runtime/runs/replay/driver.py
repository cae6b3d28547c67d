"""Drives a run from a recording: what happens comes from there, and worlds are asked at most afterwards.

A replay to the end has no world at all. One that goes on (a fork, or a changed script that asks for something
new) is handed over: from then on it is a run like any other, whose clock goes on from the recording's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.cage.protocol import PART
from runtime.guest.protocol import event_line
from runtime.model.commands import Command
from runtime.model.events import Event
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.outcome import Ending, Outcome
from runtime.recording.divergence import Divergence
from runtime.recording.history import History
from runtime.recording.history.verbatim import Verbatim
from runtime.runs.driver import Driver, Heard
from runtime.runs.plan import Ran
from runtime.session.replay_session import RECORDED, PacedSession, Recorded
from runtime.session.session import Deliver, Effect, Record, Send, Session, Stop
from runtime.session.transcript import Entry
from runtime.world import World
from runtime.world.remaining import Remembered

_STOPS = {Outcome.CPU_LIMIT: Stop.CPU, Outcome.MEMORY_LIMIT: Stop.MEMORY, Outcome.ENGINE_FAULT: Stop.BROKEN}
_PATIENCE = 30.0  # seconds for one answer, beyond the CPU that the script may use
_TOGETHER, _WEIGHT = 64, 1 << 20  # events that are sent at once, and bytes that are said and heard with them
_AT_ONCE = 200  # entries that are noted before other runs have their turn
_ROUNDS = 4  # of the event loop: then every world that answers at once has said what it has to say


@dataclass(frozen=True, slots=True)
class Onward:
    """How a replay goes on where its recording has nothing more for it: with the plan's policy and worlds.

    `fork` is the request whose answer is to be another one, from `answer`, or from the plan's worlds if that
    is None. `begins` is called when the recording is left; `hears` is then told of each request that it has
    answered until then. One that `hurries` doesn't wait: where nothing but the clock could go on, it does so
    at once. That is for worlds that answer at once or never.
    """

    fork: int | None = None
    answer: World | None = None
    begins: Callable[[], None] = lambda: None
    hears: Callable[[Request], None] = lambda _request: None
    hurries: bool = False


@dataclass(kw_only=True)
class ReplayDriver(Driver):
    """A run that is driven from a recording. Without `onward` it ends where it leaves that."""

    history: History
    onward: Onward | None = None
    real_time: bool = False
    began: float = 0.0  # milliseconds: when the recorded run did
    until: float | None = None  # and when it ended, if that is known
    divergence: Divergence | None = None
    broken_off: bool = False  # somebody has stopped it before it came to the end of its recording
    _paced: PacedSession = field(init=False)
    _replaying: bool = True
    _interrupted: bool = False
    _stopped: bool = False  # in a turn that isn't run again
    _t: float = 0.0
    _asked: int = 0  # events that the child has been sent, and that have not happened yet
    _turns: list[bytes] = field(default_factory=list)  # its answers to them

    def _new_session(self) -> Session:
        plan = self.plan
        self._t = self.began
        self._paced = PacedSession(Recorded(), plan.limits, transformation=plan.kind is Kind.TRANSFORMATION)
        return self._paced

    def interrupt(self) -> None:
        """As any run; that it was interrupted here is nothing that its recording knows of."""
        self._interrupted = True
        super().interrupt()

    def _now(self) -> float:
        return self._t if self._replaying else super()._now()

    async def _perform_all(self, effects: list[Effect]) -> None:
        """First all that was said is held against the recording: what is asked for depends on that."""
        if not self._replaying:
            await super()._perform_all(effects)
            return
        for number, effect in enumerate(effects, start=1):
            if isinstance(effect, Record):
                await self._note(effect.entry)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        if found := self.history.differs():
            self._leave(found)
        for effect in effects:
            if self.session.ending is None and not isinstance(effect, Record):
                await self._perform(effect)

    async def _note(self, entry: Entry) -> Entry | None:
        if self._replaying:
            self.history.said(entry)
        return await super()._note(entry)

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case Send(request, world) if world == RECORDED and self.history.answers(request.id):
                pass  # what comes of it stands in the recording
            case Send(request, world) if world == RECORDED:
                self._paced.route_anew(request, self._now())
            case Deliver() if self._ends_in_turn:
                self._stopped = True
            case _:
                await super()._perform(effect)

    @property
    def _ends_in_turn(self) -> bool:
        history = self.history
        return self._replaying and isinstance(history, Verbatim) and history.ends_in_turn

    async def _next(self) -> None:
        if not self._replaying:
            await self._hurry()
            await super()._next()
        elif self._stopped:
            self._stop()
        elif self._paced.busy or not self.inbox.empty():
            await self._hear()
        elif (found := self.history.happens(self._paced)) is None:
            await self._arrive()
        elif await self._pause(found[1]):
            event, self._t = found
            self._paced.give(event, self._t)

    async def _pause(self, t: float) -> bool:
        """Wait until then, if recorded pauses are kept; False if something was heard meanwhile."""
        seconds = (t - self.began) / 1000 - (time.monotonic() - self.origin)
        if not self.real_time or seconds <= 0:
            return True
        try:
            heard = await asyncio.wait_for(self.inbox.get(), seconds)
        except TimeoutError:
            return True
        await self._take(heard)
        return False

    async def _hurry(self) -> None:
        """Put the clock on to what is due next, if neither the guest nor a world has anything to say."""
        due = self.session.due
        if self.onward is None or not self.onward.hurries or self._paced.busy or due is None:
            return
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
        if self.inbox.empty():
            self.origin -= max(due - self._now(), 0.0) / 1000

    async def _hear(self) -> None:
        """Wait for the child: no clock of the run's ends that."""
        try:
            heard = await asyncio.wait_for(self.inbox.get(), _PATIENCE + self.plan.limits.cpu)
        except TimeoutError:
            self.session.exited(Stop.BROKEN, f"the child process has not answered for {_PATIENCE:g} s")
        else:
            await self._take(heard)

    async def _take(self, heard: Heard) -> None:
        """One answer holds the turns of all events that were sent at once."""
        if isinstance(heard, bytes) and self._replaying:
            heard, *self._turns = heard.split(PART)
            if len(self._turns) > self._asked:
                self.session.exited(Stop.BROKEN, "the child process answered more than it was asked")
                return
        await super()._take(heard)

    async def _deliver(self, event: Event, t: float) -> None:
        if not self._asked:
            await super()._deliver(event, t)
            return
        self._asked -= 1
        if self._turns:
            await super()._take(self._turns.pop(0))

    def _ahead(self) -> list[bytes]:
        """What comes next is known, and a message for each would be most of what a replay costs."""
        history, onward = self.history, self.onward
        may_go_on = onward is not None and onward.fork is None  # anywhere, and not at a known place
        if may_go_on or self.real_time or not isinstance(history, Verbatim):
            return []
        upcoming = history.ahead(_TOGETHER, _WEIGHT)
        self._asked = len(upcoming)
        return [
            event_line(event, self.plan.started + int(t), history.content_type(event))
            for event, t in upcoming
        ]

    def _answer(self, commands: tuple[Command, ...], now: float) -> None:
        if self._replaying:
            self._t = now = self.history.at_turns_end(self._t)
        super()._answer(commands, now)

    def _stop(self) -> None:
        """The last turn, as it was recorded: how far it got, and what ended it."""
        assert isinstance(self.history, Verbatim)  # noqa: S101 - see _ends_in_turn
        ending = self.history.recording.ending
        if ending.outcome in _STOPS:
            said = self.history.last_words()
            self._t = self.history.at_turns_end(self._t)
            self.session.stopped(said, _STOPS[ending.outcome], ending.detail, self._t)
        else:
            self._conclude()

    async def _arrive(self) -> None:
        """Nothing more happens in the recording."""
        found = self.history.left(self._paced)
        if found is not None:
            self._leave(found)
        if self.session.ending is not None or not self._replaying:
            return
        if self.onward is not None and self.onward.fork is not None:
            self._hand_over()
        elif self._paced.idle:
            self._paced.rest(self._t)
        elif self.until is None or await self._pause(self.until):
            self._t = max(self._t, self.until or 0.0)
            self._conclude()

    def _conclude(self) -> None:
        """End as the recording does. An edited one may name an end that this run can't come to."""
        self.history.conclude(self._paced)
        if self.session.ending is None:
            self._paced.diverge("the recorded run ended here, and this one doesn't", None)

    def _leave(self, divergence: Divergence) -> None:
        """The recording doesn't have what was asked for."""
        self.divergence = self.divergence or divergence
        if self.onward is None or self.onward.fork is not None:
            self._paced.diverge(divergence.text, divergence.at)
        elif self._replaying and not self._paced.idle:
            self._hand_over()

    def _hand_over(self) -> None:
        """Go on with worlds. What the recording still has for requests under way, they get: after the answer
        for whose sake it is left.
        """
        onward = self.onward or Onward()
        self._replaying = False
        self.origin = time.monotonic() - self._t / 1000
        onward.begins()
        left = self.history.remembered()
        exchanges = self.session.transcript.exchanges
        if onward.fork is not None:
            self._ask_anew(exchanges[onward.fork].request, onward.answer)
        for number, exchange in exchanges.items():
            if number != onward.fork and self.history.answers(number):
                onward.hears(exchange.request)
                if number in self._paced.owed:
                    self._ask_anew(exchange.request, Remembered(left) if number in left else None)
        self._paced.resume(self.plan.policy, self._t)

    def _ask_anew(self, request: Request, world: World | None) -> None:
        """Have a world answer; without one, whichever the plan's policy names."""
        if world is not None:
            self._send(request, world)
            return
        self._paced.policy = self.plan.policy
        self._paced.route_anew(request, self._t)

    def _ran(self) -> Ran:
        ending = self.session.ending
        if self._replaying and self.divergence is None and ending is not None:
            self.broken_off = self._interrupted and ending.outcome is Outcome.INTERRUPTED
            self.divergence = None if self.broken_off else self.history.ended(ending)
            if self.divergence is not None:
                self.session.ending = Ending(Outcome.DIVERGED, self.divergence.text, self.divergence.at)
        return super()._ran()
