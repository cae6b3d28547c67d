"""A changed script or context against the recorded world, until it asks for something that isn't in it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace

from runtime.cage.pool import Keeper
from runtime.inputs.context import Context
from runtime.model.kind import Inferred
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.recording.compare import Comparison, comparison
from runtime.recording.history.by_request import Requests
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Face
from runtime.runs.plan import Confirm
from runtime.runs.replay.continuation import Tell, learn_given, onward, untold, warnings
from runtime.runs.replay.result import Replayed, alike
from runtime.runs.replay.run import Performed, Scene, perform
from runtime.runs.replay.setup import Allowed, notes, plan_of
from runtime.runs.replay.unmask import PutBack, counterparts
from runtime.runs.world_choice import Choice, Surroundings, surroundings
from runtime.secrets import MaskedAlready


@dataclass(frozen=True, slots=True)
class Changed:
    """What is wanted. `script` and `context` are what is changed; `marked` are secrets put into the run.

    With `onward` the run goes on with these worlds where it leaves the recording; else it ends there.
    """

    recording: Recording
    script: Script | None = None
    kind: Inferred | None = None
    context: Context | None = None
    marked: tuple[str, ...] = field(default=(), repr=False)
    exact: bool = False
    onward: Choice | None = None
    real_time: bool = False
    secrets: PutBack = field(default_factory=lambda: PutBack({}), repr=False)
    allowed: Allowed = field(default_factory=Allowed)

    @property
    def unchanged(self) -> bool:
        """Whether script and context are the recorded ones after all."""
        head = self.recording.head
        script = self.script is None or self.script.text == head.script.text
        return script and (self.context is None or self.context.text == head.context) and self.kind is None


async def changed(
    wanted: Changed, keeper: Keeper, face: Face | None, confirm: Confirm,
    interrupts: Interrupts | None = None, *, tell: Tell = untold,
) -> Replayed:  # fmt: skip
    """Run it. Raises BadInput for what can't be run, CageBroke if no child can be had."""
    began = time.monotonic()
    put_back = _with_counterparts(wanted)
    recording = put_back.revealed(wanted.recording)
    secrets = _secrets(wanted, put_back)
    known = notes(recording)
    around: Surroundings | None = None
    if wanted.onward is not None:
        around = surroundings(wanted.onward, recording.head.limits, time.time)
        known += warnings(wanted.recording, _with_context(recording, wanted.context), around)
    plan = plan_of(
        recording, wanted.script, wanted.context.text if wanted.context else None,
        wanted.kind.kind if wanted.kind else None, around.policy if around else None,
    )  # fmt: skip
    tell(known)
    history = Requests(recording, wanted.exact)
    scene = Scene(
        recording, plan, history, secrets, wanted.kind or Inferred(plan.kind, "as recorded"), around,
        onward(wanted.recording, secrets, around) if around else None, wanted.real_time, wanted.allowed,
        f"recording {recording.name}, then {around.text}" if around else "",
    )  # fmt: skip
    done = await perform(scene, keeper, face, confirm, interrupts)
    ending, compared = done.ran.ending, comparison(wanted.recording, done.recording())
    return Replayed(
        recording.name, _same(compared, done), ending.outcome, recording.ending.outcome,
        ending.exit_code, 1, time.monotonic() - began, known, divergence=done.diverged(),
        alike=alike(history, secrets), comparison=compared, report=done.report(),
    )  # fmt: skip


def _with_counterparts(wanted: Changed) -> PutBack:
    """A context of the author's own has its secrets where the recorded one has stand-ins for them."""
    if wanted.context is None:
        return wanted.secrets
    recorded = json.loads(wanted.recording.head.context)
    return PutBack({**counterparts(recorded, wanted.context.value), **wanted.secrets.secrets})


def _with_context(recording: Recording, context: Context | None) -> Recording:
    if context is None:
        return recording
    return replace(recording, head=replace(recording.head, context=context.text))


def _secrets(wanted: Changed, put_back: PutBack) -> MaskedAlready:
    secrets = put_back.masking()
    if wanted.context is None and wanted.script is None and not wanted.marked:
        return secrets

    def look() -> None:
        for value in wanted.marked:
            secrets.learn_value(value, secret=True)
        if wanted.context is not None:
            secrets.learn_value(wanted.context.value)
        if wanted.script is not None:
            secrets.learn_source(wanted.script.text)

    learn_given(secrets, wanted.recording, look)
    return secrets


def _same(compared: Comparison, done: Performed) -> bool:
    """Whether script and service said the same as in the recording, with the same outcome."""
    parts = (compared.outcome, compared.requests, compared.context_after, compared.findings, compared.console)
    return done.divergence is None and not any(parts)
