"""A recorded run as it was: the same commands, in the same order, to the same end."""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass, field

from runtime import faults
from runtime.cage.keeper import Keeper
from runtime.divergence import DEPENDS_ON_SECRET, depends_on_secret
from runtime.engine_version import engine_version
from runtime.history.verbatim import Verbatim
from runtime.interrupts import Interrupts
from runtime.kind import Inferred
from runtime.launch import Face, never
from runtime.ledger import Ledger
from runtime.recording import Recording
from runtime.redaction import redact
from runtime.replay.driver import ReplayDriver
from runtime.replay.putting_back import PutBack
from runtime.replay.stage import Allowed, notes, other_makers, plan_of
from runtime.replay.told import Replayed, told
from runtime.report import Setting, report
from runtime.run import finish

_NOTHING = PutBack({})


@dataclass(frozen=True, slots=True)
class Again:
    """What is wanted: how often, how fast, with which secrets, within which limits."""

    recording: Recording
    times: int = 1
    real_time: bool = False
    secrets: PutBack = field(default=_NOTHING, repr=False)
    allowed: Allowed = field(default_factory=Allowed)


async def again(
    wanted: Again, keeper: Keeper, face: Face | None = None, interrupts: Interrupts | None = None
) -> Replayed:
    """Replay; it is over at the first time that differs. Raises CageBroke if no child can be had."""
    began = time.monotonic()
    found = await _once(wanted, keeper, face, interrupts)
    times = 1
    while times < wanted.times and found.identical:
        found = await _once(wanted, keeper, None, interrupts)
        times += 1
    found.times, found.seconds = times, time.monotonic() - began
    return found


async def _once(wanted: Again, keeper: Keeper, face: Face | None, interrupts: Interrupts | None) -> Replayed:
    recording = wanted.secrets.revealed(wanted.recording)
    plan = plan_of(recording)
    secrets = wanted.secrets.masking()
    history = Verbatim(recording, len(recording.entries))
    ledger = Ledger(secrets, watch=face.take if face else None)
    async with aclosing(await keeper.child(wanted.allowed.of(plan.limits))) as child:
        setting = Setting(
            Inferred(plan.kind, "as recorded"), child.cage, child.layers, f"recording {recording.name}"
        )
        if face is not None:
            face.begin(setting)
        driver = ReplayDriver(
            plan, child, {}, ledger, never, history=history, real_time=wanted.real_time,
            began=recording.entries[0].t if recording.entries else 0.0,
            until=recording.end.t if recording.end else None,
        )  # fmt: skip
        with faults.masked(secrets.mask_source):
            ran = await finish(driver, interrupts)
        if face is not None:
            face.end()
        outcome, divergence = ran.ending.outcome, driver.divergence
        identical = divergence is None and outcome is recording.ending.outcome
        found = Replayed(
            wanted.recording.name, identical, outcome, recording.ending.outcome,
            0 if identical else ran.ending.exit_code, 1, 0.0, notes(wanted.recording),
        )  # fmt: skip
        if divergence is not None:
            shown = redact(divergence, secrets)
            found.divergence = told(shown, wanted.recording.head.script, wanted.recording.head.script)
            found.because = _because(wanted)
            found.report = report(plan, setting, ran, ledger)
        return found


def _because(wanted: Again) -> str:
    """Why it didn't happen again, as far as that is known."""
    recording = wanted.recording
    if recording.edited:
        return "the recording was edited"
    if why := other_makers(recording):
        return why
    head = recording.head
    masked = depends_on_secret(recording, head.script.text, head.context, engine_version())
    return DEPENDS_ON_SECRET if masked and not wanted.secrets.secrets else ""
