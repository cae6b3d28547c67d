"""Runs that a test in Python asks for: a case of the moment, which expects nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from runtime.cases.around import surrounded
from runtime.cases.fake import Goto
from runtime.cases.reading import NAME, WAY_OUT
from runtime.cases.running import Stage
from runtime.cases.settled import settled
from runtime.cases.shape import CaseTable
from runtime.cases.told import Told, told
from runtime.cases.words import Case
from runtime.errors import BadInput
from runtime.project import found


@dataclass(frozen=True, slots=True)
class AdHoc:
    """The runs of one test. Paths are seen from `folder`; `name` is the test's."""

    folder: Path
    name: str
    stage: Callable[[], Stage]
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(
        self,
        script: str,
        context: str | dict[str, Any],
        world: Goto | list[Any] | str | None = None,
        **more: Any,
    ) -> Told:
        """Run a script. Raises BadInput for what can't be used; `more` is as in case.toml."""
        said = {"script": script, "context": context, **more}
        if isinstance(world, list | str):
            said["world"] = {"answers": world}
        try:
            table = settled(CaseTable.model_validate(said), found(self.folder))
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(
                "mws_run", f"{'.'.join(map(str, first['loc']))}: {first['msg']}", WAY_OUT
            ) from error
        case = Case(self.folder / NAME, 1, f"{self.name} {next(self._numbers)}", table, ())
        around = None
        if isinstance(world, Goto):
            around = surrounded({"fake goto": world.world}, world.world, "fake goto (state of the test)")
        return told(self.stage().run(case, around))
