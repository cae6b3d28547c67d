"""Runs as tests want them: one after the other, with one pool for all that a thread runs."""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from runtime.authoring.faults.model import FaultTrials, Trial
from runtime.authoring.faults.trials import TrialOptions as Trying
from runtime.authoring.faults.trials import try_faults as trying
from runtime.cage.child import Child
from runtime.cage.pool import SCRIPT, Cage, ChildPool
from runtime.model.kind import InferredKind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.recording import Recording
from runtime.runs.execute import Execution, execute, no_recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import LaunchResult, Order, launch
from runtime.runs.observer import Confirm, RunObserver, never
from runtime.runs.recorder import start_recording
from runtime.runs.replay.changed import ChangedReplay, replay_changed
from runtime.runs.replay.fork import Fork, fork
from runtime.runs.replay.pseudonymise import PseudonymiseRequest, PseudonymiseResult, pseudonymise
from runtime.runs.replay.replay import Replay, replay
from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.result import RunResult, Setting
from runtime.runs.source import WorldSource
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.world import World

_Result = TypeVar("_Result")


@dataclass
class _ThreadPools(threading.local):
    """A thread's event loop and its pools, by program and cage."""

    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    pools: dict[tuple[str, Cage], ChildPool] = field(default_factory=dict)

    def pool(self, program: str, cage: Cage) -> ChildPool:
        """The pool for these; it ends with this process."""
        if (program, cage) not in self.pools:
            self.pools[program, cage] = ChildPool(cage, program=program)
            atexit.register(self.pools[program, cage].close)
        return self.pools[program, cage]


_thread = _ThreadPools()


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """In this thread's loop, and in the test's own context: who calls the options what."""
    return _thread.runner.run(work, context=contextvars.copy_context())


def run(
    plan: Plan,
    worlds: Mapping[str, World],
    policy: Policy,
    secrets: Secrets,
    *,
    observer: RunObserver | None = None,
    record: Path | None = None,
    confirm: Confirm = never,
    program: str = SCRIPT,
    cage: Cage = Cage.AUTO,
) -> RunResult:
    """Run a plan to its end, against these worlds."""
    execution = Execution(
        plan=plan,
        source=WorldSource(worlds=worlds, policy=policy),
        secrets=secrets,
        setting=Setting(kind=InferredKind(plan.kind, "the test says so"), world="of the test"),
        record=no_recording if record is None else partial(start_recording, record, plan, secrets),
        confirm=confirm,
    )
    return _run(execute(execution, _thread.pool(program, cage), observer=observer))


def run_order(
    order: Order,
    observer: RunObserver | None = None,
    *,
    cage: Cage = Cage.AUTO,
    watch: Callable[[Child], None] | None = None,
) -> LaunchResult:
    """Launch an order, as a command does; `watch` is shown the child before it is given anything."""
    pool = _thread.pool(SCRIPT, cage)
    return _run(launch(order, WatchedPool(pool, watch) if watch else pool, observer=observer))


def run_replay(
    recording: Recording,
    *,
    program: str = SCRIPT,
    cage: Cage = Cage.AUTO,
    interrupts: Interrupts | None = None,
    **wanted: Any,
) -> ReplayResult:
    """Replay a recording as it was; `wanted` as in Replay."""
    pool = _thread.pool(program, cage)
    return _run(replay(Replay(recording=recording, **wanted), pool, None, interrupts))


def run_changed_replay(wanted: ChangedReplay, *, cage: Cage = Cage.AUTO) -> ReplayResult:
    """Replay a recording with something changed."""
    return _run(replay_changed(wanted, _thread.pool(SCRIPT, cage)))


def run_fork(wanted: Fork, *, cage: Cage = Cage.AUTO, interrupts: Interrupts | None = None) -> ReplayResult:
    return _run(fork(wanted, _thread.pool(SCRIPT, cage), interrupts=interrupts))


def run_fault_trials(
    wanted: Trying, interrupts: Interrupts | None = None, tell: Callable[[Trial], None] = lambda _trial: None
) -> FaultTrials:
    """Have each request of a recorded run fail in turn."""
    return _run(trying(wanted, _thread.pool(SCRIPT, Cage.AUTO), interrupts, tell))


def run_pseudonymise(wanted: PseudonymiseRequest, interrupts: Interrupts | None = None) -> PseudonymiseResult:
    return _run(pseudonymise(wanted, _thread.pool(SCRIPT, Cage.AUTO), interrupts))


class WatchedPool(ChildPool):
    """Another pool, each of whose children is shown to somebody."""

    def __init__(self, pool: ChildPool, watch: Callable[[Child], None]) -> None:
        self._pool, self._watch = pool, watch

    async def child(self, limits: Limits) -> Child:
        child = await self._pool.child(limits)
        self._watch(child)
        return child
