"""What a project's settings mean to each command: values for the options that its command line leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runtime.project.finding import Project

# The options of one decision: one of them on the command line replaces what the project says of all.
_WORLD = ("--fake", "--state", "--world", "--live", "--map")
Defaults = dict[str, dict[str, Any]]


def defaults(project: Project, arguments: Sequence[str]) -> Defaults:
    """By command, the options that a project sets, as typer's `default_map` takes them."""
    world = {} if _given(arguments, _WORLD) else _world(project)
    limits = {name: value for name, value in project.settings.limits if value is not None}
    return {"run": {**_run(project), **world, **_egress(project), **limits}, "fork": world}


def _run(project: Project) -> dict[str, Any]:
    run, secrets = project.settings.run, project.settings.secrets
    return _said(
        context=run.context and project.path(run.context),
        globals_=run.globals_,
        strict=run.strict,
        set_=[f"{path}={value}" for path, value in (secrets.set_ or {}).items()] or None,
        secret=secrets.mask,
    )


def _world(project: Project) -> dict[str, Any]:
    world = project.settings.world
    return _said(
        fake=world.fake and [_fake(project, one) for one in world.fake],
        state=world.state and project.path(world.state),
        world=world.answers and project.path(world.answers),
        live=world.live,
        map_=world.map_,
        proxy=world.proxy,
    )


def _fake(project: Project, text: str) -> str:
    name, equals, state = text.partition("=")
    return f"{name}={project.path(state)}" if equals else text


def _egress(project: Project) -> dict[str, Any]:
    return _said(egress=None if project.settings.egress is None else str(project.file))


def _given(arguments: Sequence[str], options: Sequence[str]) -> bool:
    return any(argument.partition("=")[0] in options for argument in arguments)


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
