"""The result of a run for the program that started it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from runtime.model.errors import MwsError
from runtime.model.outcome import Outcome
from runtime.recording import Head, Recording
from runtime.runs.recorder import versions
from runtime.runs.report import ConsoleFacts, FindingFacts, Report, RequestFacts
from runtime.runs.result import RunResult, Usage


class RunFailed(MwsError):
    """The outcome of a run is not `done`. `result` is the run's result; the message is masked."""

    def __init__(self, result: Result) -> None:
        where = f" at {result.report.at}" if result.report.at else ""
        detail = f": {result.detail}" if result.detail else ""
        super().__init__(f"{result.outcome}{where}{detail}")
        self.result = result


@dataclass(frozen=True)
class Result:
    """The result of a run.

    Everything except `context` is masked: secrets are replaced by stand-ins. `report` is the full report, as
    `mws run --json` prints it (`mws schema report`).
    """

    report: Report = field(repr=False)
    run: RunResult = field(repr=False)

    @property
    def outcome(self) -> Outcome:
        """How the run ended: `done`, `threw`, `deadline` and so on. It is a `StrEnum`."""
        return self.report.outcome

    @property
    def detail(self) -> str:
        """More about the outcome, such as the exception's message; "" if there is nothing to add."""
        return self.report.detail

    @cached_property
    def context(self) -> Any:
        """The context that the script gave to `done`, as plain JSON values; None if it gave none.

        It is not masked.
        """
        return None if self.run.context is None else json.loads(self.run.context)

    @property
    def requests(self) -> list[RequestFacts]:
        """The requests in their order, with place in the script, answer, and milliseconds until the
        answer.
        """
        return self.report.requests

    @property
    def findings(self) -> list[FindingFacts]:
        """Problems that the outcome doesn't show, such as a failed request that did not change the
        context.
        """
        return self.report.findings

    @property
    def console(self) -> list[ConsoleFacts]:
        """The lines that the script wrote to the console."""
        return self.report.console

    @property
    def usage(self) -> Usage:
        """Wall clock and CPU in seconds, memory in bytes."""
        return self.report.usage

    @property
    def file(self) -> Path | None:
        """The file that the run was recorded in; None if it was not."""
        return self.run.file

    @cached_property
    def recording(self) -> Recording:
        """The run as a masked recording, for replay and fork, also if it was not written to a file."""
        run = self.run
        head = Head(
            plan=run.plan,
            world=run.secrets.mask_text(run.setting.world),
            cage=run.setting.cage,
            versions=versions(),
            layers=run.setting.layers,
        )
        return run.recording(run.file.stem if run.file else run.plan.script.name, head)

    def raise_for_outcome(self) -> None:
        """Raise RunFailed unless the outcome is `done`."""
        if self.outcome is not Outcome.DONE:
            raise RunFailed(self)

    def __repr__(self) -> str:
        return (
            f"Result(outcome={str(self.outcome)!r}, requests={len(self.requests)}, "
            f"findings={len(self.findings)})"
        )
