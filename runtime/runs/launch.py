"""Launches one run for a command: worlds, recording, run, report.

Everything is checked before the script starts, so that bad input never leaves an incomplete run.
"""

from __future__ import annotations

import os
import struct
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from runtime.cage.pool import ChildPool
from runtime.inputs.context import Context
from runtime.inputs.files import check_writable, write_private
from runtime.model.errors import BadInput
from runtime.model.kind import InferredKind
from runtime.model.limits import Limits
from runtime.model.option import Option
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.runs.execute import Execution, execute, no_recording, run_alone
from runtime.runs.interrupts import Interrupts
from runtime.runs.observer import Confirm, RunObserver, never
from runtime.runs.offload import offload
from runtime.runs.recorder import FOLDER, stand_in_key, start_recording
from runtime.runs.report import Report, report
from runtime.runs.result import RunResult, Setting
from runtime.runs.source import WorldSource
from runtime.runs.world_choice import RunWorlds, WorldChoice, build_worlds
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets import tracebacks as faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run. `record` is a file or folder to record in; None records nothing.

    `out` is a file for the resulting context. `secrets` are further values to mask. With `learn` the report
    says which egress the run needed; with `strict` findings change the exit code.
    """

    script: Script
    context: Context
    kind: InferredKind
    limits: Limits = field(default_factory=Limits)
    choice: WorldChoice = field(default_factory=WorldChoice)
    timers: bool = False
    record: Path | None = FOLDER
    out: Path | None = None
    strict: bool = False
    learn: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)


class LaunchResult(NamedTuple):
    """The report of a run, and the error if its result could not be written after it."""

    report: Report
    write_error: BadInput | None


def launch_alone(
    order: Order, pool: ChildPool | None = None, observer: RunObserver | None = None, confirm: Confirm = never
) -> LaunchResult:
    """Launch a run in an event loop of its own, which Ctrl-C ends in good order. The pool is closed then."""
    return run_alone(
        pool,
        lambda used, interrupts: launch(
            order, used, observer=observer, confirm=confirm, interrupts=interrupts
        ),
    )


async def launch(
    order: Order,
    pool: ChildPool,
    *,
    observer: RunObserver | None = None,
    confirm: Confirm = never,
    interrupts: Interrupts | None = None,
) -> LaunchResult:
    """Run, record and report. Raises BadInput before anything has run; no child is left in any case.

    Raises CageBroke if no child can be started.
    """
    if order.out is not None:
        check_writable(order.out)
    worlds = build_worlds(order.choice, order.limits, time.time)
    execution = prepare(order, worlds, confirm)
    result = await execute(execution, pool, observer=observer, interrupts=interrupts)
    with faults.mask_tracebacks(result.secrets.mask_source):
        egress = _least_egress(result, worlds) if order.learn else None
        run_report = await offload(len(result.context or ""), partial(report, result, egress))
        return LaunchResult(run_report, _write_out(order, result))


def prepare(order: Order, worlds: RunWorlds, confirm: Confirm) -> Execution:
    """Make the execution. Raises BadInput if there are more secrets than can be masked."""
    plan = _plan(order)
    secrets = secrets_of(order, stand_in_key() if order.record == FOLDER else None)
    return Execution(
        plan=plan,
        source=WorldSource(worlds=worlds.worlds, policy=worlds.policy),
        secrets=secrets,
        setting=Setting(kind=order.kind, world=worlds.text, live=worlds.live, strict=order.strict),
        record=partial(start_recording, order.record, plan, secrets) if order.record else no_recording,
        confirm=confirm,
    )


def _plan(order: Order) -> Plan:
    one, two, three, four = struct.unpack("4I", os.urandom(16))
    return Plan(
        script=order.script,
        context=order.context.text,
        kind=order.kind.kind,
        timers=order.timers,
        seed=(one, two, three, four),
        started=int(time.time() * 1000),
        limits=order.limits,
    )


def secrets_of(order: Order, key: bytes | None) -> Secrets:
    """The secrets from the author, the context and the script.

    Raises BadInput if there are too many. Stand-ins are drawn with `key`.
    """
    secrets = Secrets(key)
    where = Option.SECRET.spell()
    try:
        for value in order.secrets:
            secrets.learn_value(value, secret=True)
        where = order.context.name
        secrets.learn_value(order.context.value)
        where = order.script.name
        secrets.learn_source(order.script.text)
    except TooManySecrets as error:
        way_out = "Shorten or leave out what stands under names such as token, password or secret."
        raise BadInput(where, f"holds {error}", way_out) from error
    return secrets


def _write_out(order: Order, result: RunResult) -> BadInput | None:
    if order.out is None or result.context is None:
        return None
    try:
        write_private(order.out, result.context)
    except BadInput as error:
        return error
    return None


def _least_egress(result: RunResult, worlds: RunWorlds) -> str:
    from runtime.session.least_egress import least_egress

    return least_egress(result.transcript, worlds.private_networks)
