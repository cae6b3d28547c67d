"""What the project says of runs, for a case that says nothing of it: what answers, limits, globals.

A case never reaches the network: what the project opens, and the secrets that it names, are no affair of it.
"""

from __future__ import annotations

from typing import Any

from runtime.authoring.cases.schema import CaseTable, CaseWorld
from runtime.authoring.project import Project
from runtime.authoring.project.settings import LimitSettings


def apply_defaults(table: CaseTable, project: Project | None) -> CaseTable:
    """The case as it runs in its project; as it is outside of any."""
    if project is None:
        return table
    settings = project.settings
    more: dict[str, Any] = {"limits": _limits(table.limits, settings.limits)}
    if table.world is None:
        more["world"] = _world(project)
    if "globals" not in table.model_fields_set and settings.run.globals_:
        more["globals"] = settings.run.globals_
    return table.model_copy(update=more)


def _limits(own: LimitSettings, usual: LimitSettings) -> LimitSettings:
    limits = {name: value for name, value in own if value is not None}
    return usual.model_copy(update=limits)


def _world(project: Project) -> CaseWorld | None:
    """The project's fake or its answers, seen from anywhere; None if it names neither."""
    world = project.settings.world
    fake, _, state = (world.fake or [""])[0].partition("=")
    if not fake and not world.answers:
        return None
    return CaseWorld(
        fake=fake or None,
        state=_place(project, state) if state else None,
        answers=_place(project, world.answers) if world.answers else None,
    )


def _place(project: Project, name: str) -> str:
    return name if name.startswith("@") else str(project.folder / name)
