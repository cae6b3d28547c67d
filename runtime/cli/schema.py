"""`mws schema`: the shapes of what machines read."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from runtime.cli.complete_values import one_of
from runtime.model.errors import BadInput

_SHAPES = (
    *("report", "recording", "replay", "show", "diff", "runs", "prune", "pseudonymise", "doctor"),
    *("project", "config", "init", "check", "case", "test", "coverage"),
)


def schema(
    shape: Annotated[
        str,
        typer.Argument(
            metavar="SHAPE", help=f"Which: {', '.join(_SHAPES)}.", autocompletion=one_of(*_SHAPES)
        ),
    ],
    version: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="The version of a recording, as its first line says. The default is the newest.",
        ),
    ] = None,
) -> None:
    """Print a JSON Schema of an output or of a file.

    There is one for the output of each command that has --json, one for a recording (each line of it), one
    for case.toml, and one for mws.toml.

    ```
    mws schema report > report.schema.json
    mws schema project > mws.schema.json      # for the TOML extension of an editor
    mws schema recording --version 1 > recording-1.schema.json
    ```
    """
    from runtime.formats.suggest import suggest
    from runtime.recording import VERSION
    from runtime.render import schemas

    if shape not in _SHAPES:
        way_out = suggest(shape, _SHAPES) or f"There are: {', '.join(_SHAPES)}"
        raise BadInput(shape, "no shape is called that", way_out)
    if version is not None and (shape != "recording" or version > VERSION):
        way_out = f"Recordings have 1 to {VERSION}; everything else has one shape."
        raise BadInput("--version", f"{version} is no version of a {shape}", way_out)
    make = getattr(schemas, f"{shape}_schema")
    typer.echo(json.dumps(make() if version is None else make(version), indent=2))
