"""Runs scripts for a program: many at once in one event loop, or one without an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from runtime.cage.pool import Cage, ChildPool
from runtime.model.errors import BadInput, MwsError
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.runs.api.inputs import (
    ContextInput,
    RecordingInput,
    ScriptInput,
    SecretsInput,
    context_from,
    script_from,
    take_recording,
    take_unmasking,
)
from runtime.runs.api.result import Result
from runtime.runs.api.worlds import AnswerFunction, AnsweringWorld, fake, open_world
from runtime.runs.execute import execute
from runtime.runs.launch import Order, prepare
from runtime.runs.observer import never
from runtime.runs.offload import offload
from runtime.runs.replay.fork import Fork, ForkAnswer
from runtime.runs.replay.fork import fork as fork_run
from runtime.runs.replay.replay import Replay
from runtime.runs.replay.replay import replay as replay_run
from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.report import report
from runtime.runs.result import Setting
from runtime.session.transcript import Entry, Transcript
from runtime.world import answers as canned
from runtime.world.function import AnswerError

OnEvent = Callable[[Entry], None]
_Result = TypeVar("_Result")


class ClosedError(MwsError):
    """A Runtime was used before `async with`, or after it was closed."""


@dataclass(frozen=True, slots=True)
class _EventObserver:
    """Passes each entry to a program's function."""

    on_event: OnEvent

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """Do nothing: there is no entry yet."""

    def take(self, entry: Entry) -> None:
        """Pass on an entry, which is masked."""
        self.on_event(entry)

    def end(self) -> None:
        """Do nothing: the caller gets the result."""


class Runtime:
    """A pool of locked processes in which scripts run, many at once.

    ```python
    async with runtime.Runtime(concurrency=50) as mws:
        result = await mws.run("provision.js", context)
    ```

    It belongs to one event loop. From another thread, hand a run to that loop with
    `asyncio.run_coroutine_threadsafe(mws.run(...), loop)`, or give each thread a Runtime of its own. A task
    that is cancelled ends its run and its process; closing ends every process.
    """

    def __init__(self, *, cage: str = "auto", concurrency: int = 50) -> None:
        """`cage` is `auto`, `zygote` or `spawn` (`mws doctor` says what there is). `concurrency` is how many
        scripts run at the same time; further ones wait. Nothing starts before `async with`.
        """
        if concurrency < 1:
            raise BadInput("concurrency", f"{concurrency} is too few", "Let at least one script run.")
        try:
            self._cage = Cage(cage)
        except ValueError:
            raise BadInput("cage", f"there is no cage {cage!r}", f"Name one of {', '.join(Cage)}.") from None
        self._concurrency = concurrency
        self._pool: ChildPool | None = None
        self._turns = asyncio.Semaphore(concurrency)

    async def __aenter__(self) -> Self:
        """Start the pool. Raises CageBroke if no process can be started."""
        self._pool = ChildPool(self._cage)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End every process. Running scripts end as if their process had crashed."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.aclose()

    async def run(
        self,
        script: ScriptInput,
        context: ContextInput,
        *,
        world: AnsweringWorld | AnswerFunction | None = None,
        limits: Limits | None = None,
        secrets: Sequence[str] = (),
        kind: str | None = None,
        timers: bool = False,
        record: Path | str | None = None,
        on_event: OnEvent | None = None,
    ) -> Result:
        """Run a script once and return the result. A script that fails is a result, not an exception.

        - `script`: a `str` or `Path` is a file, `@NAME` a shipped script, `runtime.Script(text)` is text.
        - `context`: plain JSON values, or a `runtime.Context`.
        - `world`: what answers, such as `runtime.fake()` (the default) or an async function
          `Request -> Response`.
        - `secrets`: values to mask, beside those that the context names as secrets.
        - `kind`: `workflow` or `transformation`, where the script doesn't say it itself.
        - `timers`: whether the script has `setTimeout`, which MyWorkspace doesn't document.
        - `record`: a file or folder to record the run in.
        - `on_event`: called with each `Entry` of the conversation, masked, as it happens.

        Raises BadInput before anything has run, CageBroke if no process can be started, and the exceptions of
        `world` if it is a function.
        """
        source = script_from(script)
        limits = limits or Limits()
        order = Order(
            script=source,
            context=context_from(context),
            kind=infer_kind(source, kind),
            limits=limits,
            timers=timers,
            record=None if record is None else Path(record),
            secrets=tuple(secrets),
        )
        worlds = open_world(fake() if world is None else world, limits)
        execution = prepare(order, worlds, never)
        observer = None if on_event is None else _EventObserver(on_event)
        async with self._turns:
            with _own_errors():
                result = await execute(execution, self._ready(), observer=observer)
        return Result(await offload(len(result.context or ""), partial(report, result)), result)

    async def replay(
        self,
        recording: RecordingInput,
        *,
        secrets_from: SecretsInput = None,
        on_event: OnEvent | None = None,
    ) -> ReplayResult:
        """Run a recording again. `identical` of the result says whether everything was the same.

        `secrets_from` is the context of the original run (a dict), a dict from stand-ins to secrets, or the
        only secret: they replace their stand-ins. A script that computes with a secret needs them.

        Raises BadInput for a recording that can't be read, CageBroke if no process can be started.
        """
        opened = take_recording(recording)
        options = Replay(recording=opened, secrets=take_unmasking(opened, secrets_from))
        observer = None if on_event is None else _EventObserver(on_event)
        async with self._turns:
            return await replay_run(options, self._ready(), observer)

    async def fork(
        self,
        recording: RecordingInput,
        *,
        at: int | None = None,
        answer: Mapping[str, Any] | None = None,
        send: bool = False,
        world: AnsweringWorld | AnswerFunction | None = None,
        secrets_from: SecretsInput = None,
        record: Path | str | None = None,
        on_event: OnEvent | None = None,
    ) -> ReplayResult:
        """Replay a run up to line `at`, give another answer there, and continue with `world`.

        `answer` is as in docs/answers.md, without `request`: `{"status": 500}`, `{"json": {...}}`,
        `{"fail": "timeout"}`; without one, `world` answers. `report` of the result is that of the new
        run.

        Without `at` the run continues where its recording breaks off. A request that was sent and has
        no answer is open, and is never sent again by itself: give the `answer` that came back, or
        `send=True` if it was not sent.

        `secrets_from` is as in `replay`: a run that continues with a live service needs the real token.

        Raises BadInput before anything has run, CageBroke if no process can be started.
        """
        opened = take_recording(recording)
        chosen = fake() if world is None else world
        options = Fork(
            recording=opened,
            at=at,
            answer=None if answer is None else _fork_answer(answer),
            send=send,
            secrets=take_unmasking(opened, secrets_from),
            record=None if record is None else Path(record),
            worlds=lambda: open_world(chosen, opened.plan.limits),
        )
        observer = None if on_event is None else _EventObserver(on_event)
        async with self._turns:
            with _own_errors():
                return await fork_run(options, self._ready(), observer)

    def _ready(self) -> ChildPool:
        if self._pool is None:
            raise ClosedError("this Runtime is not open: use `async with runtime.Runtime() as mws:`")
        return self._pool


@contextmanager
def _own_errors() -> Iterator[None]:
    """Raise an exception of a program's function as it was."""
    try:
        yield
    except AnswerError as raised:
        raise raised.error from None


def run(
    script: ScriptInput,
    context: ContextInput,
    *,
    world: AnsweringWorld | AnswerFunction | None = None,
    limits: Limits | None = None,
    secrets: Sequence[str] = (),
    kind: str | None = None,
    timers: bool = False,
    record: Path | str | None = None,
    on_event: OnEvent | None = None,
    cage: str = "auto",
) -> Result:
    """Run a script once, from a program without an event loop. The arguments are those of `Runtime.run`.

    Each call starts and ends a pool of its own: for many runs use `Runtime`. It can be called from any
    thread, but not from one in which an event loop runs. Raises as `Runtime.run`.
    """
    return _alone(
        cage,
        lambda mws: mws.run(
            script,
            context,
            world=world,
            limits=limits,
            secrets=secrets,
            kind=kind,
            timers=timers,
            record=record,
            on_event=on_event,
        ),
    )


def replay(
    recording: RecordingInput, *, secrets_from: SecretsInput = None, cage: str = "auto"
) -> ReplayResult:
    """Run a recording again, from a program without an event loop. See `Runtime.replay`."""
    return _alone(cage, lambda mws: mws.replay(recording, secrets_from=secrets_from))


def fork(
    recording: RecordingInput,
    *,
    at: int | None = None,
    answer: Mapping[str, Any] | None = None,
    send: bool = False,
    world: AnsweringWorld | AnswerFunction | None = None,
    secrets_from: SecretsInput = None,
    record: Path | str | None = None,
    cage: str = "auto",
) -> ReplayResult:
    """Fork a recorded run, from a program without an event loop. See `Runtime.fork`."""
    return _alone(
        cage,
        lambda mws: mws.fork(
            recording,
            at=at,
            answer=answer,
            send=send,
            world=world,
            secrets_from=secrets_from,
            record=record,
        ),
    )


def _fork_answer(answer: Mapping[str, Any]) -> ForkAnswer:
    return ForkAnswer(canned.single("answer", dict(answer)), "another answer", fails="fail" in answer)


def _alone(cage: str, work: Callable[[Runtime], Awaitable[_Result]]) -> _Result:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_whole(cage, work))
    raise MwsError("an event loop runs in this thread: use `async with runtime.Runtime() as mws:` there")


async def _whole(cage: str, work: Callable[[Runtime], Awaitable[_Result]]) -> _Result:
    async with Runtime(cage=cage, concurrency=1) as mws:
        return await work(mws)
