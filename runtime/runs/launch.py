"""One run from beginning to end, as a command asks for it: worlds, recording, run, report.

What is checked is checked before the script starts, so that bad input never leaves half a run behind.
"""

from __future__ import annotations

import asyncio
import os
import struct
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from runtime import __version__
from runtime.cage.pool import Keeper
from runtime.guest.version import engine_version
from runtime.inputs.context import Context
from runtime.inputs.files import check_writable, write_private
from runtime.model.errors import BadInput
from runtime.model.kind import Inferred
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Head
from runtime.runs.interrupts import Interrupts
from runtime.runs.masked_log import Ledger
from runtime.runs.offload import aside
from runtime.runs.plan import Confirm, Plan, Ran
from runtime.runs.recorder import Recorder, name_for, stand_in_key
from runtime.runs.report import Report, Setting, report
from runtime.runs.run import run
from runtime.runs.world_choice import Choice, Surroundings, surroundings
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets import tracebacks as faults
from runtime.secrets.redact import redact
from runtime.session.transcript import Entry


class Face(Protocol):
    """Whoever shows a run while it goes on."""

    def begin(self, setting: Setting) -> None:
        """The run is about to start."""
        ...

    def take(self, entry: Entry) -> None:
        """Something was said or happened (masked)."""
        ...

    def end(self) -> None:
        """The run is over."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What an author wants done. `record` is a file or folder; None with `recorded` means .mws/runs/.

    `marked` are values that are secret because the author says so.
    """

    script: Script
    context: Context
    kind: Inferred
    limits: Limits = field(default_factory=Limits)
    choice: Choice = field(default_factory=Choice)
    timers: bool = False
    recorded: bool = True
    record: Path | None = None
    out: Path | None = None
    strict: bool = False
    learn: bool = False
    marked: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Staged:
    """What a run is given instead of building or drawing it, so that it is the same each time.

    `started` is milliseconds since the epoch. `overhear` is told each line of the conversation as it is, with
    its secrets: what comes of that has to be masked with `secrets` before anybody sees it.
    """

    around: Surroundings
    secrets: Secrets
    seed: tuple[int, int, int, int]
    started: int
    overhear: Callable[[Entry], None]


Launched = tuple[Report, BadInput | None]
_Made = TypeVar("_Made")


def launch_alone(
    order: Order, keeper: Keeper | None = None, face: Face | None = None, confirm: Confirm | None = None
) -> Launched:
    """One run in an event loop of its own, which Ctrl-C ends in good order. The keeper is closed."""
    return alone(keeper, lambda k, interrupts: launch(order, k, face, confirm or never, interrupts))


def alone(keeper: Keeper | None, work: Callable[[Keeper, Interrupts], Coroutine[Any, Any, _Made]]) -> _Made:
    """Work with a keeper, which is closed then, in a loop of its own that Ctrl-C ends in good order."""
    kept, interrupts = keeper or Keeper(), Interrupts()

    async def whole() -> _Made:
        async with kept:
            return await work(kept, interrupts)

    with interrupts.heard():
        return asyncio.run(whole())


async def launch(
    order: Order, keeper: Keeper, face: Face | None, confirm: Confirm, interrupts: Interrupts | None = None,
    *, staged: Staged | None = None,
) -> Launched:  # fmt: skip
    """Run, record, report. Raises BadInput before anything has run; the child is ended in any case.

    Beside the report stands what went wrong when the result was to be written: the run is a fact by then.
    Raises CageBroke if no child can be had.
    """
    if order.out is not None:
        check_writable(order.out)
    around = staged.around if staged else surroundings(order.choice, order.limits, time.time)
    plan = _plan(order, around, staged)
    kept = order.recorded and order.record is None
    secrets = staged.secrets if staged else secrets_of(order, stand_in_key() if kept else None)
    async with aclosing(await keeper.child(order.limits)) as child:
        setting = Setting(order.kind, child.cage, child.layers, around.text, around.live, strict=order.strict)
        recorder = _recorder(order, plan, setting, secrets)
        ledger = Ledger(secrets, recorder, face.take if face else None, staged.overhear if staged else None)
        with faults.masked(secrets.mask_source):
            if face is not None:
                face.begin(setting)
            try:
                ran = await run(plan, child, around.worlds, ledger, confirm, interrupts=interrupts)
            except BadInput:
                if recorder is not None and not ledger.transcript.exchanges:
                    recorder.discard()  # nothing has run; what has run stays on record
                raise
            if face is not None:
                face.end()
            told = _learned(ledger, around) if order.learn else None
            made = partial(report, plan, setting, ran, ledger, told)
            return await aside(len(ran.result or ""), made), _keep(order, ran)


def _keep(order: Order, ran: Ran) -> BadInput | None:
    if order.out is None or ran.result is None:
        return None
    try:
        write_private(order.out, ran.result)
    except BadInput as error:
        return error
    return None


def _learned(ledger: Ledger, around: Surroundings) -> str:
    from runtime.session.least_egress import least_egress

    return least_egress(ledger.transcript, around.needed)


def never(_request: object) -> bool:
    """The answer to "may this write go out?" where nobody can be asked."""
    return False


def secrets_of(order: Order, key: bytes | None) -> Secrets:
    """What author, context and script tell of secrets; nothing has run that could be ended over too many.

    Raises BadInput if they are too many already. `key` is what stand-ins are drawn with.
    """
    secrets = Secrets(key)
    where = "--secret"
    try:
        for value in order.marked:
            secrets.learn_value(value, secret=True)
        where = order.context.name
        secrets.learn_value(order.context.value)
        where = order.script.name
        secrets.learn_source(order.script.text)
    except TooManySecrets as error:
        way_out = "Shorten or leave out what stands under names such as token, password or secret."
        raise BadInput(where, f"holds {error}", way_out) from error
    return secrets


def _plan(order: Order, around: Surroundings, staged: Staged | None) -> Plan:
    seed = struct.unpack("4I", os.urandom(16))
    return Plan(
        order.script, order.context.text, order.kind.kind, around.policy, order.limits, order.timers,
        staged.seed if staged else (seed[0], seed[1], seed[2], seed[3]),
        staged.started if staged else int(time.time() * 1000),
    )  # fmt: skip


def _recorder(order: Order, plan: Plan, setting: Setting, secrets: Secrets) -> Recorder | None:
    if not order.recorded:
        return None
    recorder = Recorder(place_for(order.script.name, order.record), order.limits.recording)
    head = _head(plan, setting)
    # Not as other texts are: `token=config.token` is no secret, and would be another program.
    script = replace(
        head.script, name=secrets.mask_text(head.script.name), text=secrets.mask_source(head.script.text)
    )
    recorder.begin(replace(redact(head, secrets), script=script))
    return recorder


def place_for(script: str, wanted: Path | None) -> Path:
    """The file to record a run in: the one that is wanted, or one in that folder, or in .mws/runs/."""
    name = name_for(script, time.localtime())
    path = wanted or name
    return path / name.name if path.is_dir() else path


def versions() -> dict[str, str]:
    """What makes a recording here."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {
        "mws": __version__, "engine": engine_version(), "python": python, "platform": sys.platform,
    }  # fmt: skip


def _head(plan: Plan, setting: Setting) -> Head:
    return Head(
        plan.script, plan.context, plan.kind, plan.timers, plan.seed, plan.started, plan.limits,
        setting.world, setting.cage, versions(), layers=setting.layers,
    )  # fmt: skip
