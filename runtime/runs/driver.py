"""Drives one run: performs what the session decides, and tells it what happened. Decides nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from runtime.cage.child import Child
from runtime.cage.protocol import TOO_MUCH, Exit
from runtime.guest.protocol import begun_text, event_line, read_turn
from runtime.model.commands import Command, Throw
from runtime.model.errors import BadInput, GuestBroke, GuestTooLoud
from runtime.model.events import Begun, Cut, Event, Failed, Received, WorldEvent
from runtime.model.http import SHOWN_HEADERS, Request, first_header
from runtime.model.kind import Kind
from runtime.model.script import Script, excerpt
from runtime.recording import End
from runtime.runs import interrupts
from runtime.runs.masked_log import Ledger
from runtime.runs.offload import aside
from runtime.runs.plan import Confirm, Plan, Ran, Usage
from runtime.runs.recorder import RecordingFull
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.redact import redact
from runtime.session.findings import findings
from runtime.session.session import Ask, Cancel, Deliver, Effect, Record, Send, Session, Stop
from runtime.session.source_map import Places
from runtime.session.transcript import Entry, weight
from runtime.world import World

_GLANCE = 20.0  # milliseconds between two looks at the clock
_WRITING_UP = 100.0  # milliseconds for what was said in the turn in which a run's time was up


@dataclass(frozen=True, slots=True)
class _Interrupt:
    """Somebody pressed Ctrl-C, or asked the process to end."""


Heard = bytes | Exit | WorldEvent | _Interrupt | Exception


@dataclass(slots=True)
class Driver:
    """One run from its beginning to its end. `child` is open, and closed when the run is over."""

    plan: Plan
    child: Child
    worlds: Mapping[str, World]
    ledger: Ledger
    confirm: Confirm

    session: Session = field(init=False)
    inbox: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)
    places: Places = field(init=False)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    heard: dict[int, asyncio.Event] = field(default_factory=dict)
    last_words: tuple[Command, ...] = ()
    said: int = 0  # bytes, by the guest
    answered: int = 0  # bytes, by the worlds
    cpu: float = 0.0
    memory: int = 0
    origin: float = 0.0

    async def drive(self) -> Ran:
        """Run to the end. Raises BadInput if the engine can't compile the script."""
        self.session = self._new_session()
        self.places = Places(self.plan.script)
        try:
            self.child.attend(self.inbox.put_nowait)
            # What the child's start took is none of the script's time.
            self.origin = time.monotonic()
            self.session.begin(self._now())
            await self._until_over()
        finally:
            await self._close()
        return self._ran()

    def _new_session(self) -> Session:
        plan = self.plan
        return Session(plan.policy, plan.limits, transformation=plan.kind is Kind.TRANSFORMATION)

    def interrupt(self) -> None:
        """Somebody wants the run to end; told by a signal's handler."""
        self.loop.call_soon_threadsafe(self.inbox.put_nowait, _Interrupt())

    def _now(self) -> float:
        return (time.monotonic() - self.origin) * 1000

    async def _until_over(self) -> None:
        while self.session.ending is None:
            await self._perform_all(self.session.take())
            if not self.session.effects and self.session.ending is None:
                await self._next()
        await self._perform_all(self.session.take())

    async def _perform_all(self, effects: list[Effect]) -> None:
        """Perform these, and look at the clock meanwhile: one turn can say more than there is time to write.
        Other runs go on, too.

        What was asked for in the turn that ended the run is noted, but not done: Node's process, too, is gone
        before a request of its last turn leaves it.
        """
        looked = self._now()
        over: float | None = None
        for effect in effects:
            now = self._now()
            if now - looked > _GLANCE:
                await asyncio.sleep(0)
                looked = self._now()
                if looked >= (self.session.due or looked):
                    self.session.tick(looked)
            if self.session.ending is None:
                await self._perform(effect)
                continue
            over = over or now
            if isinstance(effect, Record) and now - over < _WRITING_UP:
                await self._perform(effect)

    async def _next(self) -> None:
        """Wait for whatever comes first: something is heard, or the session's time is up."""
        due, now = self.session.due, self._now()
        if due is not None and due <= now:  # however much there is to hear
            self.session.tick(now)
            return
        seconds = None if due is None else (due - now) / 1000
        try:
            heard = await asyncio.wait_for(self.inbox.get(), seconds)
        except TimeoutError:
            self.session.tick(self._now())
        else:
            await self._take(heard)

    async def _take(self, heard: Heard) -> None:
        now = self._now()
        match heard:
            case bytes():
                await self._turned(heard, now)
            case Exit():
                self._exited(heard, now)
            case _Interrupt():
                self.session.interrupted()
            case Exception():
                raise heard
            case Received():
                self._answered(heard, now)
            case _:
                self.session.happened(heard, now)

    async def _turned(self, line: bytes, now: float) -> None:
        self.said += len(line)
        if self.said > self.plan.limits.recording:
            most = f"{self.plan.limits.recording / (1 << 20):g} MB"
            self.session.full(
                f"the script asked for more than {most}: requests, console lines and results, recorded or "
                "not (--max-recording)"
            )
            return
        try:
            turn = await aside(len(line), partial(read_turn, line, most_commands=self.plan.limits.commands))
        except GuestTooLoud as error:
            self.session.full(str(error))
            return
        except GuestBroke as error:
            self.session.exited(Stop.BROKEN, str(error))
            return
        self.cpu, self.memory = max(self.cpu, turn.cpu), max(self.memory, turn.memory)
        commands = self._understood(turn.commands)
        for command in commands:
            if isinstance(command, Throw) and command.syntax:
                raise _unreadable(self.plan.script, command, self.ledger.secrets)
        if turn.stopped:
            self.last_words = commands  # the exit status that follows says whether that is true
        else:
            self._answer(commands, now)

    def _understood(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """What the guest says, as the author understands it."""
        return tuple(map(self.places.in_author_terms, commands))

    def _source(self) -> str:
        """What the guest runs."""
        return self.plan.script.text

    def _answer(self, commands: tuple[Command, ...], now: float) -> None:
        """The guest has dealt with its event."""
        self.session.turned(commands, now)

    def _answered(self, answer: Received, now: float) -> None:
        """Answers stay in memory to the end of their run: the report shows them."""
        self.answered += len(answer.body) + len(answer.decoded or b"")
        if self.answered > self.plan.limits.recording:
            most = f"{self.plan.limits.recording / (1 << 20):g} MB"
            self.session.full(f"more than {most} of answers, recorded or not (--max-recording)")
        else:
            self.session.happened(answer, now)

    def _exited(self, exit_: Exit, now: float) -> None:
        self.cpu = max(self.cpu, exit_.cpu or 0.0)
        if exit_.stop == TOO_MUCH:
            self.session.full(exit_.detail)
            return
        stop = Stop(exit_.stop or Stop.BROKEN)
        detail = exit_.detail or "the child process ended before its run did"
        self.session.stopped(self.last_words, stop, detail, now)

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case Record(entry):
                await self._note(entry)
            case Deliver(event, t):
                await self._deliver(event, t)
            case Send(request, world):
                self._send(request, self.worlds[world])
            case Cancel(request):
                if request in self.tasks:
                    self.tasks[request].cancel()
            case Ask(request):
                self._ask(request)

    async def _note(self, entry: Entry) -> Entry | None:
        """Write an entry down; the answer is what was written, masked, or None if there is no more room."""
        try:
            return await aside(weight(entry.what), partial(self.ledger.take, entry))
        except RecordingFull as error:
            self.session.full(str(error))
        except TooManySecrets as error:
            self.session.full(f"the run met {error}")
        return None

    def _send(self, request: Request, world: World) -> None:
        self.heard[request.id] = asyncio.Event()
        self.tasks[request.id] = asyncio.create_task(self._exchange(request, world))

    async def _deliver(self, event: Event, t: float) -> None:
        now = self.plan.started + int(t)
        match event:
            case Begun():
                begun = begun_text(
                    context=self.plan.context, kind=self.plan.kind, timers=self.plan.timers,
                    seed=self.plan.seed, now=now,
                )  # fmt: skip
                self.child.begin(*self._ahead(), begun=begun, script=self._source())
            case Received(request):
                line = partial(event_line, event, now, self._content_type(request))
                self.child.deliver(await aside(weight(event), line), *self._ahead())
                if request in self.heard:
                    self.heard[request].set()
            case _:
                self.child.deliver(event_line(event, now), *self._ahead())

    def _ahead(self) -> list[bytes]:
        """The events that can be sent in advance: nobody knows any."""
        return []

    def _content_type(self, request: int) -> str | None:
        response = self.session.transcript.exchanges[request].response
        return first_header(response.headers[:SHOWN_HEADERS], "content-type") if response else None

    def _ask(self, request: Request) -> None:
        """Ask a person. Nothing else goes on meanwhile: what is heard waits in the inbox."""
        try:
            with interrupts.raised():
                yes = self.confirm(redact(request, self.ledger.secrets))
        except KeyboardInterrupt:
            self.session.interrupted()
        else:
            self.session.confirmed(request.id, yes, self._now())

    async def _exchange(self, request: Request, world: World) -> None:
        """What happens to a request goes to the inbox; the world goes on when the guest has its answer."""
        ended = False
        try:
            async with contextlib.aclosing(world.exchange(request)) as events:
                async for event in events:
                    self.inbox.put_nowait(event)
                    if isinstance(event, Received):
                        await self.heard[request.id].wait()
                    ended = isinstance(event, Received | Failed)
            if not ended:
                self.inbox.put_nowait(Cut(request.id))
        except Exception as error:  # noqa: BLE001 - a fault of ours: it ends the run where it is awaited
            self.inbox.put_nowait(error)

    async def _close(self) -> None:
        await self.child.aclose()
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        for world in self.worlds.values():
            await world.aclose()

    def _ran(self) -> Ran:
        ending = self.session.ending
        assert ending is not None  # noqa: S101 - _until_over returns no sooner
        found = findings(self.ledger.transcript)
        usage = Usage(self._now() / 1000, self._credible_cpu(), self.memory)
        finishes = self.session.transcript.finishes
        result = finishes[0].context if finishes else None
        ran = Ran(redact(ending, self.ledger.secrets), found, usage, result)
        self._write_end(ran)
        return ran

    def _credible_cpu(self) -> float:
        """What the child says of its CPU, but no more than the kernel has counted."""
        counted = self.child.exit.cpu if self.child.exit else None
        return self.cpu if counted is None else min(self.cpu, counted)

    def _write_end(self, ran: Ran) -> None:
        recorder, session = self.ledger.recorder, self.session
        if recorder is not None:
            lost = session.noted - recorder.entries
            t = max(self._now(), 0.0)
            recorder.end(end_of(ran, self.ledger, t, in_turn=session.in_turn, unrecorded=lost))


def _unreadable(script: Script, throw: Throw, secrets: Secrets) -> BadInput:
    line = secrets.mask_source(excerpt(script.text, throw.at)) if throw.at else ""
    problem = secrets.mask_source(throw.message)
    return BadInput(
        script.where(throw.at), problem, "The script was not run: correct it and try again.", line
    )


def end_of(ran: Ran, ledger: Ledger, t: float, *, in_turn: bool = False, unrecorded: int = 0) -> End:
    """What the last line of a recording says; `t` is when the run ended."""
    finishes, ending = ledger.transcript.finishes, ran.ending
    return End(
        ending.outcome, ending.detail, ending.at, ending.stack, ending.pending,
        tuple(ran.findings), finishes[0].context if finishes else None, ledger.secrets.masked,
        round(ran.usage.cpu_seconds, 6), ran.usage.memory_bytes, round(t, 3), in_turn, unrecorded,
    )  # fmt: skip
