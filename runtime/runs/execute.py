"""The one way to execute a plan: for a run, a replay, a fork, a test, a fault, coverage.

They differ in the source of the next events: see `runtime/runs/source.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from runtime.cage.child import Child
from runtime.cage.pool import ChildPool
from runtime.model.errors import BadInput
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.runs.driver import Driver, ScriptCopy
from runtime.runs.interrupts import Interrupts
from runtime.runs.masked_log import MaskedLog
from runtime.runs.observer import Confirm, RunObserver, never
from runtime.runs.recorder import Recorder
from runtime.runs.result import RunResult, Setting
from runtime.runs.source import Source
from runtime.secrets import Secrets
from runtime.secrets import tracebacks as faults

_Result = TypeVar("_Result")


def no_recording(_setting: Setting) -> None:
    """Record nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What to execute. Its source serves only this run.

    `record` makes the recorder when the locks of the child are known. `child_limits` are the child's limits
    if they differ from the plan's. `copy` is what the engine runs in place of the script.
    """

    plan: Plan = field(repr=False)
    source: Source
    secrets: Secrets = field(repr=False)
    setting: Setting
    record: Callable[[Setting], Recorder | None] = no_recording
    confirm: Confirm = never
    child_limits: Limits | None = None
    copy: ScriptCopy | None = None


async def execute(
    execution: Execution,
    pool: ChildPool,
    *,
    observer: RunObserver | None = None,
    interrupts: Interrupts | None = None,
) -> RunResult:
    """Run to the end. In any case no child, no connection and no open file is left.

    `interrupts` can end the run. Raises BadInput if the recording can't be written, or the engine can't
    compile the script: then nothing has run, and no recording is left. Raises CageBroke if no child can be
    started.
    """
    async with aclosing(await pool.child(execution.child_limits or execution.plan.limits)) as child:
        with faults.mask_tracebacks(execution.secrets.mask_source):
            return await _drive(execution, child, observer, interrupts or Interrupts())


async def _drive(
    execution: Execution, child: Child, observer: RunObserver | None, interrupts: Interrupts
) -> RunResult:
    setting = replace(execution.setting, cage=child.cage, layers=child.layers)
    recorder = execution.record(setting)
    log = MaskedLog(execution.secrets, recorder, observer.take if observer else None)
    driver = Driver(
        plan=execution.plan,
        child=child,
        source=execution.source,
        log=log,
        setting=setting,
        confirm=execution.confirm,
        copy=execution.copy,
    )
    try:
        if observer is not None:
            observer.begin(setting, log.transcript)
        with interrupts.notify(driver.interrupt):
            result = await driver.drive()
    except BadInput:
        if recorder is not None and not log.transcript.exchanges:
            recorder.discard()  # nothing has run
        raise
    finally:
        if recorder is not None:
            recorder.close()
    if observer is not None:
        observer.end()
    return result


def run_alone(
    pool: ChildPool | None, work: Callable[[ChildPool, Interrupts], Coroutine[Any, Any, _Result]]
) -> _Result:
    """Run `work` with a pool in an event loop of its own, which Ctrl-C ends in good order; close the pool."""
    used, interrupts = pool or ChildPool(), Interrupts()

    async def work_and_close() -> _Result:
        async with used:
            return await work(used, interrupts)

    with interrupts.listen():
        return asyncio.run(work_and_close())
