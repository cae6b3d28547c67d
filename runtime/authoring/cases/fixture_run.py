"""Runs that a test in Python asks for: a case of the moment, which expects nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from runtime.authoring.cases.goto_fixture import Goto
from runtime.authoring.cases.model import Case
from runtime.authoring.cases.project_defaults import apply_defaults
from runtime.authoring.cases.read import NAME, WAY_OUT
from runtime.authoring.cases.result import CaseResult, case_result
from runtime.authoring.cases.runner import CaseRunner
from runtime.authoring.cases.schema import CaseTable
from runtime.authoring.cases.setup import set_up_worlds
from runtime.authoring.project import find_project
from runtime.formats.json_path import dotted
from runtime.formats.validation import explain
from runtime.model.errors import BadInput


@dataclass(frozen=True, slots=True)
class AdHoc:
    """The runs of one test. Paths are seen from `folder`; `name` is the test's."""

    folder: Path
    name: str
    stage: Callable[[], CaseRunner]
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(
        self,
        script: str,
        context: str | dict[str, Any],
        world: Goto | list[Any] | str | None = None,
        **more: Any,
    ) -> CaseResult:
        """Run a script. Raises BadInput for what can't be used; `more` is as in case.toml."""
        table_values = {"script": script, "context": context, **more}
        if isinstance(world, list | str):
            table_values["world"] = {"answers": world}
        try:
            table = apply_defaults(CaseTable.model_validate(table_values), find_project(self.folder))
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput("mws_run", f"{dotted(first['loc'])}: {explain(first)}", WAY_OUT) from error
        case = Case(self.folder / NAME, 1, f"{self.name} {next(self._numbers)}", table, ())
        worlds = None
        if isinstance(world, Goto):
            worlds = set_up_worlds({"fake goto": world.world}, world.world, "fake goto (state of the test)")
        return case_result(self.stage().run(case, worlds))
