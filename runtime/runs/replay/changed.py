"""Runs a changed script or context with the recorded answers, as long as its requests are the same."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace

from runtime.cage.pool import ChildPool
from runtime.inputs.context import Context
from runtime.model.kind import InferredKind
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.recording.compare import RunComparison, compare_runs
from runtime.recording.divergence import Divergence
from runtime.recording.history.by_request import RequestHistory
from runtime.runs.execute import Execution, execute
from runtime.runs.interrupts import Interrupts
from runtime.runs.observer import Confirm, RunObserver, never
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.continuation import NoteListener, continuation, ignore_notes, learn_given, warnings
from runtime.runs.replay.notes import notes
from runtime.runs.replay.recording_source import ContinuedSource, RecordingSource
from runtime.runs.replay.replay_result import ReplayResult, alike, describe
from runtime.runs.replay.unmask import Unmasking, counterparts
from runtime.runs.report import report
from runtime.runs.result import Setting
from runtime.runs.source import WorldSource
from runtime.runs.world_choice import RunWorlds, WorldChoice, build_worlds
from runtime.secrets import RecordedSecrets


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedReplay:
    """A replay with a changed `script` or `context`; `marked` are secrets that were put into the run.

    With `then` the run continues with these worlds where it leaves the recording; else it ends there.
    """

    recording: Recording
    script: Script | None = None
    kind: InferredKind | None = None
    context: Context | None = None
    marked: tuple[str, ...] = field(default=(), repr=False)
    exact: bool = False
    then: WorldChoice | None = None
    real_time: bool = False
    secrets: Unmasking = field(default_factory=lambda: Unmasking({}), repr=False)
    limits: ChildLimits = field(default_factory=ChildLimits)

    @property
    def is_unchanged(self) -> bool:
        """Whether script and context are the same as the recorded ones."""
        plan = self.recording.plan
        script = self.script is None or self.script.text == plan.script.text
        return script and (self.context is None or self.context.text == plan.context) and self.kind is None


async def replay_changed(
    options: ChangedReplay,
    pool: ChildPool,
    observer: RunObserver | None = None,
    confirm: Confirm = never,
    interrupts: Interrupts | None = None,
    *,
    tell: NoteListener = ignore_notes,
) -> ReplayResult:
    """Run it. Raises BadInput, and CageBroke if no child can be started."""
    began = time.monotonic()
    unmasking = _with_counterparts(options)
    recording = unmasking.reveal(options.recording)
    secrets = _secrets(options, unmasking)
    plan = _plan(options, recording)
    known = notes(recording)
    worlds: RunWorlds | None = None
    if options.then is not None:
        worlds = build_worlds(options.then, plan.limits, time.time)
        known += warnings(
            options.recording, recording.with_plan(replace(plan, script=recording.plan.script)), worlds
        )
    tell(known)
    history = RequestHistory(recording, options.exact)
    source = _source(options, recording, history, secrets, worlds)
    execution = Execution(
        plan=plan,
        source=source,
        secrets=secrets,
        setting=_setting(options, recording, worlds),
        confirm=confirm,
        child_limits=options.limits.of(plan.limits),
    )
    run = await execute(execution, pool, observer=observer, interrupts=interrupts)
    compared = compare_runs(options.recording, run.recording("this run", recording.head))
    return ReplayResult(
        recording=recording.name,
        identical=_is_same(compared, source.divergence),
        outcome=run.ending.outcome,
        recorded_outcome=recording.ending.outcome,
        exit_code=run.ending.exit_code,
        seconds=time.monotonic() - began,
        notes=known,
        divergence=describe(source.divergence, run, recording.plan.script),
        alike=alike(history, secrets),
        comparison=compared,
        report=report(run),
    )


def _plan(options: ChangedReplay, recording: Recording) -> Plan:
    plan = recording.plan
    return replace(
        plan,
        script=options.script or plan.script,
        context=options.context.text if options.context else plan.context,
        kind=options.kind.kind if options.kind else plan.kind,
    )


def _source(
    options: ChangedReplay,
    recording: Recording,
    history: RequestHistory,
    secrets: RecordedSecrets,
    worlds: RunWorlds | None,
) -> RecordingSource | ContinuedSource:
    source = RecordingSource.of(recording, history, real_time=options.real_time)
    if worlds is None:
        return source
    return ContinuedSource(
        recording=source,
        world=WorldSource(worlds=worlds.worlds, policy=worlds.policy),
        continuation=continuation(options.recording, secrets, worlds, anywhere=True),
    )


def _setting(options: ChangedReplay, recording: Recording, worlds: RunWorlds | None) -> Setting:
    then = f", then {worlds.text}" if worlds else ""
    return Setting(
        kind=options.kind or InferredKind(recording.plan.kind, "as recorded"),
        world=f"recording {recording.name}{then}",
        live=worlds.live if worlds else (),
    )


def _with_counterparts(options: ChangedReplay) -> Unmasking:
    """The secrets to put back, with those of the author's own context at the places of stand-ins."""
    if options.context is None:
        return options.secrets
    recorded = json.loads(options.recording.plan.context)
    return Unmasking({**counterparts(recorded, options.context.value), **options.secrets.secrets})


def _secrets(options: ChangedReplay, unmasking: Unmasking) -> RecordedSecrets:
    secrets = unmasking.mask()
    if options.context is None and options.script is None and not options.marked:
        return secrets

    def look() -> None:
        for value in options.marked:
            secrets.learn_value(value, secret=True)
        if options.context is not None:
            secrets.learn_value(options.context.value)
        if options.script is not None:
            secrets.learn_source(options.script.text)

    learn_given(secrets, options.recording, look)
    return secrets


def _is_same(compared: RunComparison, divergence: Divergence | None) -> bool:
    """Whether requests, results, findings, console and outcome are the same as in the recording."""
    parts = (compared.outcome, compared.requests, compared.context_after, compared.findings, compared.console)
    return divergence is None and not any(parts)
