"""Replays a recorded run: the same commands, in the same order, to the same end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from runtime.cage.pool import ChildPool
from runtime.guest.version import engine_version
from runtime.model.kind import InferredKind
from runtime.recording import Recording
from runtime.recording.divergence import DEPENDS_ON_SECRET, depends_on_secret
from runtime.recording.history.verbatim import ExactHistory
from runtime.runs.execute import Execution, execute
from runtime.runs.interrupts import Interrupts
from runtime.runs.observer import RunObserver
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.notes import describe_platform, describe_versions, notes
from runtime.runs.replay.recording_source import RecordingSource
from runtime.runs.replay.replay_result import ReplayResult, describe
from runtime.runs.replay.unmask import Unmasking
from runtime.runs.report import report
from runtime.runs.result import Setting

_NOTHING = Unmasking({})  # no secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A replay: how often, how fast, with which secrets, with which limits."""

    recording: Recording
    times: int = 1
    real_time: bool = False
    secrets: Unmasking = field(default=_NOTHING, repr=False)
    limits: ChildLimits = field(default_factory=ChildLimits)


async def replay(
    options: Replay,
    pool: ChildPool,
    observer: RunObserver | None = None,
    interrupts: Interrupts | None = None,
) -> ReplayResult:
    """Replay a recording `times` times, until it differs. Raises CageBroke if no child can be started."""
    began = time.monotonic()
    result = await _once(options, pool, observer, interrupts)
    times = 1
    while times < options.times and result.identical:
        result = await _once(options, pool, None, interrupts)
        times += 1
    return replace(result, times=times, seconds=time.monotonic() - began)


async def _once(
    options: Replay, pool: ChildPool, observer: RunObserver | None, interrupts: Interrupts | None
) -> ReplayResult:
    recording = options.secrets.reveal(options.recording)
    source = RecordingSource.of(
        recording, ExactHistory(recording, len(recording.entries)), real_time=options.real_time
    )
    execution = Execution(
        plan=recording.plan,
        source=source,
        secrets=options.secrets.mask(),
        setting=replay_setting(recording),
        child_limits=options.limits.of(recording.plan.limits),
    )
    run = await execute(execution, pool, observer=observer, interrupts=interrupts)
    outcome, was = run.ending.outcome, recording.ending.outcome
    alike = outcome is was or recording.end is None
    identical = source.divergence is None and alike and not source.was_interrupted
    return ReplayResult(
        recording=recording.name,
        identical=identical,
        outcome=outcome,
        recorded_outcome=was,
        exit_code=0 if identical else run.ending.exit_code,
        notes=notes(recording),
        because="" if source.divergence is None else _because(options),
        divergence=describe(source.divergence, run, recording.plan.script),
        report=None if source.divergence is None else report(run),
    )


def replay_setting(recording: Recording) -> Setting:
    """The surroundings of a run without a world except its recording."""
    kind = InferredKind(recording.plan.kind, "as recorded")
    return Setting(kind=kind, world=f"recording {recording.name}")


def _because(options: Replay) -> str:
    """Why the run differed, if it is known; '' otherwise."""
    recording = options.recording
    if recording.edited:
        return "the recording was edited"
    if why := describe_versions(recording):
        return why
    plan = recording.plan
    masked = depends_on_secret(recording, plan.script.text, plan.context, engine_version())
    return (
        f"it {DEPENDS_ON_SECRET}" if masked and not options.secrets.secrets else describe_platform(recording)
    )
