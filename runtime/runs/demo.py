"""The demonstration: four runs of the published scripts on one state of the fake service."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from runtime.inputs import samples
from runtime.inputs.files import read_context, read_json, read_script
from runtime.model.kind import infer_kind
from runtime.model.outcome import Outcome
from runtime.model.script import Script
from runtime.runs.launch import Order, launch_alone
from runtime.runs.observer import RunObserver
from runtime.runs.recorder import FOLDER
from runtime.runs.report import Report
from runtime.runs.world_choice import WorldChoice
from runtime.world import services
from runtime.world.services.state_files import save_state


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    script: str
    context: str


STEPS = (
    Step(
        "Ada is assigned to the application. The service doesn't know her: the script creates her.",
        "goto-provision",
        "assigned-new",
    ),
    Step(
        "Ben is assigned. The service knows him already: the script gives him the licence.",
        "goto-provision",
        "assigned-existing",
    ),
    Step("Ada is unassigned. The script deletes her.", "goto-deprovision", "unassigned"),
    Step(
        "Ada is assigned, but provisioning is switched off: the script asks for nothing.",
        "goto-provision",
        "provisioning-disabled",
    ),
)


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of a step: its report, and the changes at the service."""

    report: Report
    changes: list[str]


@dataclass(slots=True)
class DemoSteps:
    """Runs the steps. The fake's state is kept between them, in a temporary folder."""

    recorded: bool
    all_done: bool = True
    next_commands: tuple[str, ...] = (
        "mws run @goto-provision --context @assigned-new -v",
        "mws run @goto-provision --context @expired-token --fake goto=@expired-token",
        "mws scripts goto-provision > mine.js",
    )
    _folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="mws-")
    )

    def __enter__(self) -> Self:
        """Write the first state, in which the service knows Ben."""
        service = services.find("goto")
        first = samples.states("goto")["one-user"]
        save_state(service, service.read(str(first), read_json(first)), self._state)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the state."""
        self._folder.cleanup()

    def perform(self, step: Step, observer: Callable[[Script], RunObserver]) -> StepResult:
        service = services.find("goto")
        before = service.read("", read_json(self._state))
        script = read_script(f"@{step.script}")
        choice = WorldChoice(state=self._state, fakes=("goto",))
        order = Order(
            script=script,
            context=read_context(f"@{step.context}"),
            kind=infer_kind(script),
            choice=choice,
            record=FOLDER if self.recorded else None,
        )
        report, _ = launch_alone(order, observer=observer(script))
        self.all_done = self.all_done and report.outcome is Outcome.DONE
        return StepResult(report, service.changes(before, service.read("", read_json(self._state))))

    @property
    def _state(self) -> Path:
        return Path(self._folder.name, "service.json")
