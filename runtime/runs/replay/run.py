"""One replay on its way: a plan, a history and a child; what came of it, with all that faces want to know."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial

from runtime.cage.pool import Keeper
from runtime.model.kind import Inferred
from runtime.recording import Recording
from runtime.recording.divergence import Divergence
from runtime.recording.history import History
from runtime.runs.driver import end_of
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Face, never
from runtime.runs.masked_log import Ledger
from runtime.runs.plan import Confirm, Plan, Ran
from runtime.runs.recorder import Recorder
from runtime.runs.replay.driver import Onward, ReplayDriver
from runtime.runs.replay.result import DivergenceFacts, masked, told
from runtime.runs.replay.setup import Allowed
from runtime.runs.report import Report, Setting, report
from runtime.runs.run import finish
from runtime.runs.world_choice import Surroundings
from runtime.secrets import MaskedAlready
from runtime.secrets import tracebacks as faults
from runtime.secrets.redact import redact
from runtime.session.transcript import Entry

Record = Callable[[Setting], Recorder | None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a replay is made of. `recording` has its secrets put back; `around` is for one that goes on."""

    recording: Recording
    plan: Plan
    history: History
    secrets: MaskedAlready
    kind: Inferred
    around: Surroundings | None = None
    onward: Onward | None = None
    real_time: bool = False
    allowed: Allowed = field(default_factory=Allowed)
    world: str = ""  # in words; the recording's name without it
    record: Record = lambda _setting: None


@dataclass(frozen=True, slots=True)
class Performed:
    """A replay that is over."""

    scene: Scene
    setting: Setting
    ran: Ran
    ledger: Ledger
    entries: tuple[Entry, ...]
    divergence: Divergence | None
    broken_off: bool  # somebody has stopped it before it came to the end of its recording

    def recording(self) -> Recording:
        """What a recording of it would be, masked."""
        head, plan, mask = self.scene.recording.head, self.scene.plan, self.scene.secrets
        script = replace(plan.script, text=mask.mask_source(plan.script.text))
        context = mask.mask_text(plan.context)
        head = replace(head, script=script, context=context, kind=plan.kind, world=self.setting.world)
        return Recording("this run", head, self.entries, end_of(self.ran, self.ledger, 0.0))

    def report(self) -> Report:
        """The report of the run that it was."""
        return report(self.scene.plan, self.setting, self.ran, self.ledger)

    def diverged(self) -> DivergenceFacts | None:
        """Where it left the recording, masked."""
        if self.divergence is None:
            return None
        secrets = self.scene.secrets
        differences = tuple(masked(one, secrets) for one in self.divergence.differences)
        shown = replace(redact(replace(self.divergence, differences=()), secrets), differences=differences)
        return told(shown, self.scene.plan.script, self.scene.recording.head.script)


async def perform(
    scene: Scene, keeper: Keeper, face: Face | None = None, confirm: Confirm = never,
    interrupts: Interrupts | None = None,
) -> Performed:  # fmt: skip
    """Drive it to its end. Raises BadInput for a script that can't be read, CageBroke without a child."""
    around = scene.around
    async with aclosing(await keeper.child(scene.allowed.of(scene.plan.limits))) as child:
        world = scene.world or f"recording {scene.recording.name}"
        live = around.live if around else ()
        setting = Setting(scene.kind, child.cage, child.layers, world, live)
        recorder = scene.record(setting)
        entries: list[Entry] = []
        ledger = Ledger(scene.secrets, recorder, partial(_watch, entries, face))
        driver = ReplayDriver(
            scene.plan, child, around.worlds if around else {}, ledger, confirm, history=scene.history,
            onward=scene.onward, real_time=scene.real_time, began=_began(scene.recording),
            until=scene.recording.end.t if scene.recording.end else None,
        )  # fmt: skip
        with faults.masked(scene.secrets.mask_source):
            if face is not None:
                face.begin(setting)
            ran = await finish(driver, interrupts)
            if face is not None:
                face.end()
        return Performed(scene, setting, ran, ledger, tuple(entries), driver.divergence, driver.broken_off)


def _watch(entries: list[Entry], face: Face | None, entry: Entry) -> None:
    entries.append(entry)
    if face is not None:
        face.take(entry)


def _began(recording: Recording) -> float:
    return recording.entries[0].t if recording.entries else 0.0
