"""Drives one run: performs the session's effects, and reports events to it. It decides nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from runtime.cage.child import Child
from runtime.cage.child_protocol import TOO_MUCH, Exit
from runtime.guest.protocol import read_turn
from runtime.model.commands import Command, Throw
from runtime.model.errors import BadInput, GuestLimitExceeded, GuestProtocolError
from runtime.model.events import Cut, Event, Failed, Received, WorldEvent
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.option import Option
from runtime.model.plan import Plan
from runtime.model.script import Script, excerpt
from runtime.runs import interrupts
from runtime.runs.masked_log import MaskedLog
from runtime.runs.observer import Confirm, never
from runtime.runs.offload import offload
from runtime.runs.recorder import RecordingFull
from runtime.runs.result import RunResult, Setting, Usage, end_of
from runtime.runs.source import Source
from runtime.runs.turns import Turns
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.redact import redact
from runtime.session.effects import Ask, Cancel, Deliver, Effect, Record, Send, Stop
from runtime.session.findings import findings
from runtime.session.session import Session
from runtime.session.source_map import Places
from runtime.session.transcript import Entry, weight
from runtime.world import World

_CLOCK_INTERVAL = 0.02  # seconds between two checks of the clock
_FINAL_WRITING = 100.0  # milliseconds to record the commands of the turn in which a run's time was up


@dataclass(frozen=True, slots=True)
class _Interrupt:
    """A person pressed Ctrl-C, or the process got a signal to end."""


Message = bytes | Exit | WorldEvent | _Interrupt | Exception


class ScriptCopy(Protocol):
    """A changed copy of the script that the engine runs, such as one that counts statements."""

    @property
    def text(self) -> str:
        """The text that the engine runs."""
        ...

    def translate(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """The commands that the script itself would have given, with the engine's places."""
        ...


@dataclass(slots=True, kw_only=True)
class Driver:
    """One run from its beginning to its end. `child` is open; it is closed when the run is over."""

    plan: Plan
    child: Child
    source: Source
    log: MaskedLog
    setting: Setting
    confirm: Confirm = never
    copy: ScriptCopy | None = None

    session: Session = field(init=False)
    turns: Turns = field(init=False)
    source_map: Places = field(init=False)
    inbox: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    delivered: dict[int, asyncio.Event] = field(
        default_factory=dict
    )  # set when the guest has got an answer's body
    last_words: tuple[Command, ...] = ()
    guest_bytes: int = 0  # received from the guest
    world_bytes: int = 0  # received from the worlds
    cpu: float = 0.0
    memory: int = 0
    interrupted: bool = False

    def __post_init__(self) -> None:
        plan, source = self.plan, self.source
        self.session = Session(
            policy=source.policy,
            limits=plan.limits,
            transformation=plan.kind is Kind.TRANSFORMATION,
            is_paced=source.is_paced,
        )
        text = plan.script.text if self.copy is None else self.copy.text
        self.turns = Turns(child=self.child, plan=plan, text=text)
        self.source_map = Places(plan.script)

    async def drive(self) -> RunResult:
        """Run to the end. Raises BadInput if the engine can't compile the script."""
        try:
            self.child.attend(self.inbox.put_nowait)
            self.source.begin(self.session)
            await self._until_over()
        finally:
            await self._close()
        return self._result()

    def interrupt(self) -> None:
        """Ask the run to end; called by the handler of a signal."""
        self.interrupted = True
        self.loop.call_soon_threadsafe(self.inbox.put_nowait, _Interrupt())

    async def _until_over(self) -> None:
        while self.session.ending is None:
            await self._perform_all(self.session.take())
            if not self.session.effects and self.session.ending is None:
                await self._next()
        await self._perform_all(self.session.take())

    async def _perform_all(self, effects: list[Effect]) -> None:
        """Record all entries first, and let the source check them: it may end the run.

        The effects of the turn that ended the run are not performed: Node's process also ends before it sends
        a request of its last turn.
        """
        await self._note_all([effect.entry for effect in effects if isinstance(effect, Record)])
        self.source.check(self.session)
        for effect in effects:
            if self.session.ending is None and not isinstance(effect, Record):
                await self._perform(effect)

    async def _note_all(self, entries: list[Entry]) -> None:
        """Record these entries, and check the clock meanwhile: one turn can have more commands than there is
        time to write. Other runs also go on meanwhile.
        """
        looked = time.monotonic()
        over: float | None = None
        for entry in entries:
            if time.monotonic() - looked > _CLOCK_INTERVAL:
                await asyncio.sleep(0)
                looked = time.monotonic()
                self._tick_if_due()
            if self.session.ending is not None:
                now = self.source.now()
                over = now if over is None else over
                if now - over >= _FINAL_WRITING:
                    return
            await self._note(entry)

    def _tick_if_due(self) -> None:
        due, now = self.session.due, self.source.now()
        if due is not None and due <= now:
            self.session.tick(now)

    async def _next(self) -> None:
        """Wait for the next message, as the source says."""
        wait = self.source.next(self.session)
        if wait is None:
            return
        for _ in range(wait.rounds):
            await asyncio.sleep(0)
        try:
            message = await self._hear(wait.seconds)
        except TimeoutError:
            wait.then()
        else:
            await self._take(message)

    async def _hear(self, seconds: float | None) -> Message:
        if not self.inbox.empty():
            return self.inbox.get_nowait()
        if seconds is not None and seconds <= 0:
            raise TimeoutError
        return await asyncio.wait_for(self.inbox.get(), seconds)

    async def _take(self, message: Message) -> None:
        now = self.source.now()
        match message:
            case bytes():
                await self._take_line(message, now)
            case Exit():
                self._take_exit(message, now)
            case _Interrupt():
                self.session.interrupt()
            case Exception():
                raise message
            case Received():
                self._take_answer(message, now)
            case _:
                self.session.receive_event(message, now)

    async def _take_line(self, line: bytes, now: float) -> None:
        """Take a line of the child; its turns for later events wait for these events."""
        try:
            turn = self.turns.split(line)
        except GuestProtocolError as error:
            self.session.receive_exit(Stop.BROKEN, str(error))
        else:
            await self._take_turn(turn, now)

    async def _take_turn(self, line: bytes, now: float) -> None:
        self.guest_bytes += len(line)
        if self.guest_bytes > self.plan.limits.recording:
            most = f"{self.plan.limits.recording / (1 << 20):g} MB"
            self.session.overflow(
                f"the script asked for more than {most}: requests, console lines and results, recorded or "
                f"not ({Option.MAX_RECORDING.spell()})"
            )
            return
        try:
            turn = await offload(len(line), partial(read_turn, line, most_commands=self.plan.limits.commands))
        except GuestLimitExceeded as error:
            self.session.overflow(str(error))
            return
        except GuestProtocolError as error:
            self.session.receive_exit(Stop.BROKEN, str(error))
            return
        self.cpu, self.memory = max(self.cpu, turn.cpu), max(self.memory, turn.memory)
        commands = self._in_author_terms(turn.commands)
        for command in commands:
            if isinstance(command, Throw) and command.syntax:
                raise _unreadable(self.plan.script, command, self.log.secrets)
        if turn.stopped:
            self.last_words = commands  # the exit status, which follows, has the reason
        else:
            self.session.receive_turn(commands, self.source.turn_end(now))

    def _in_author_terms(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        if self.copy is not None:
            commands = self.copy.translate(commands)
        return tuple(map(self.source_map.in_author_terms, commands))

    def _take_answer(self, answer: Received, now: float) -> None:
        """Take an answer. Answers stay in memory until the end of the run: the report shows them."""
        self.world_bytes += len(answer.body) + len(answer.decoded or b"")
        if self.world_bytes > self.plan.limits.recording:
            most = f"{self.plan.limits.recording / (1 << 20):g} MB"
            self.session.overflow(
                f"more than {most} of answers, recorded or not ({Option.MAX_RECORDING.spell()})"
            )
        else:
            self.session.receive_event(answer, now)

    def _take_exit(self, exit_: Exit, now: float) -> None:
        self.cpu = max(self.cpu, exit_.cpu or 0.0)
        if exit_.stop == TOO_MUCH:
            self.session.overflow(exit_.detail)
            return
        stop = Stop(exit_.stop or Stop.BROKEN)
        detail = exit_.detail or "the child process ended before its run did"
        self.session.receive_stop(self.last_words, stop, detail, now)

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case Deliver(event, t):
                await self._deliver(event, t)
            case Send(request, world):
                self._send(request, self.source.worlds[world])
            case Cancel(request):
                if request in self.tasks:
                    self.tasks[request].cancel()
            case Ask(request):
                self._ask(request)

    async def _note(self, entry: Entry) -> None:
        self.source.note(entry)
        try:
            await offload(weight(entry.what), partial(self.log.take, entry))
        except RecordingFull as error:
            self.session.overflow(str(error))
        except TooManySecrets as error:
            self.session.overflow(f"the run met {error}")

    def _send(self, request: Request, world: World) -> None:
        self.delivered[request.id] = asyncio.Event()
        self.tasks[request.id] = asyncio.create_task(self._exchange(request, world))

    async def _deliver(self, event: Event, t: float) -> None:
        turn = await self.turns.deliver(event, t, self.source.lookahead, self.session.transcript)
        if isinstance(event, Received) and event.request in self.delivered:
            self.delivered[event.request].set()
        if turn is not None:
            await self._take_turn(turn, self.source.now())

    def _ask(self, request: Request) -> None:
        """Ask a person. Nothing else happens meanwhile: messages wait in the inbox."""
        try:
            with interrupts.raise_at_once():
                yes = self.confirm(redact(request, self.log.secrets))
        except KeyboardInterrupt:
            self.session.interrupt()
        else:
            self.session.receive_consent(request.id, yes, self.source.now())

    async def _exchange(self, request: Request, world: World) -> None:
        """Put the events of a request into the inbox; the world continues when the guest has got the
        answer.
        """
        ended = False
        try:
            async with contextlib.aclosing(world.exchange(request)) as events:
                async for event in events:
                    self.inbox.put_nowait(event)
                    if isinstance(event, Received):
                        await self.delivered[request.id].wait()
                    ended = isinstance(event, Received | Failed)
            if not ended:
                self.inbox.put_nowait(Cut(request.id))
        except Exception as error:  # noqa: BLE001 - any error of a world ends the run, in `_take`
            self.inbox.put_nowait(error)

    async def _close(self) -> None:
        await self.child.aclose()
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        for world in self.source.worlds.values():
            await world.aclose()

    def _result(self) -> RunResult:
        assert self.session.ending is not None  # noqa: S101 - _until_over returns only then
        ending = self.source.end(self.session.ending, interrupted=self.interrupted)
        finishes = self.session.transcript.finishes
        now = self.source.now()
        recorder, log = self.log.recorder, self.log
        result = RunResult(
            plan=self.plan,
            setting=self.setting,
            ending=redact(ending, log.secrets),
            findings=findings(log.transcript),
            usage=Usage(now / 1000, self._credible_cpu(), self.memory),
            transcript=log.transcript,
            entries=log.entries,
            secrets=log.secrets,
            context=finishes[0].context if finishes else None,
            unmasked=self.session.transcript,
            file=None if recorder is None else recorder.path,
        )
        if recorder is not None:
            lost = self.session.entry_count - recorder.entries
            end = end_of(result, max(now, 0.0), in_turn=self.session.in_turn, unrecorded=lost)
            recorder.end(end)
        return result

    def _credible_cpu(self) -> float:
        """The CPU time that the child reported, but no more than the kernel has counted."""
        counted = self.child.exit.cpu if self.child.exit else None
        return self.cpu if counted is None else min(self.cpu, counted)


def _unreadable(script: Script, throw: Throw, secrets: Secrets) -> BadInput:
    line = secrets.mask_source(excerpt(script.text, throw.at)) if throw.at else ""
    problem = secrets.mask_source(throw.message)
    return BadInput(
        script.where(throw.at), problem, "The script was not run: correct it and try again.", line
    )
