"""`mws config`: what holds here, and where it comes from."""

from __future__ import annotations

import inspect
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

# How a run is told about is no setting.
_NOT_SHOWN = {"as_json", "quiet", "verbose", "out", "kind", "yes", "record", "no_record", "learn", "script"}


def config(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output (mws schema config).")
    ] = False,
) -> None:
    """Show the settings of the project, and where each comes from.

    The settings are in mws.toml, in this folder or in one above it; options on the command line override
    them. Secrets are never shown: only where they come from, and whether they can be found there.

    ```
    mws config
    mws config --json
    mws schema project > mws.schema.json      # what may stand in mws.toml
    ```
    """
    from runtime.authoring.project.configuration import configuration
    from runtime.authoring.project.discover import find_project

    settings = configuration(find_project(), _options())
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(settings))
        return
    from runtime.render.config import show
    from runtime.render.screen import Screen

    show(settings, Screen())


def _options() -> dict[str, Any]:
    """The options of `mws run` that say what a run is, with their defaults."""
    from runtime.cli.run import run

    parameters = inspect.signature(run).parameters.values()
    return {one.name: _plain(one.default) for one in parameters if one.name not in _NOT_SHOWN}


def _plain(value: Any) -> Any:
    if value is inspect.Parameter.empty:
        return None
    if isinstance(value, Enum | Path):
        return str(value.value if isinstance(value, Enum) else value)
    return value
