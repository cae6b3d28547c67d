"""A recorded run as it was: the same commands, in the same order, to the same end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from runtime.cage.pool import Keeper
from runtime.guest.version import engine_version
from runtime.model.kind import Inferred
from runtime.recording import Recording
from runtime.recording.divergence import DEPENDS_ON_SECRET, depends_on_secret
from runtime.recording.history.verbatim import Verbatim
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Face
from runtime.runs.replay.result import Replayed
from runtime.runs.replay.run import Scene, perform
from runtime.runs.replay.setup import Allowed, elsewhere, notes, other_makers, plan_of
from runtime.runs.replay.unmask import PutBack

_NOTHING = PutBack({})  # no secrets


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
    scene = Scene(
        recording, plan, Verbatim(recording, len(recording.entries)), wanted.secrets.masking(),
        Inferred(plan.kind, "as recorded"), real_time=wanted.real_time, allowed=wanted.allowed,
    )  # fmt: skip
    done = await perform(scene, keeper, face, interrupts=interrupts)
    outcome, was = done.ran.ending.outcome, recording.ending.outcome
    alike = outcome is was or recording.end is None
    identical = done.divergence is None and alike and not done.broken_off
    found = Replayed(
        recording.name, identical, outcome, was, 0 if identical else done.ran.ending.exit_code, 1, 0.0,
        notes(recording), divergence=done.diverged(),
    )  # fmt: skip
    if done.divergence is not None:
        found.because, found.report = _because(wanted), done.report()
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
    return f"it {DEPENDS_ON_SECRET}" if masked and not wanted.secrets.secrets else elsewhere(recording)
