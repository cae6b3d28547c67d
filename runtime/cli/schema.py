"""`mws schema`: the shapes of what machines read."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from runtime.errors import BadInput


class Shape(StrEnum):
    """What has a published schema."""

    REPORT = "report"
    RECORDING = "recording"


def schema(
    shape: Annotated[Shape, typer.Argument(help="Which shape.")],
    version: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="A recording's version, as its first line says. The newest."),
    ] = None,
) -> None:
    """Print a JSON Schema: of the report (mws run --json), or of a recording's lines.

    ```
    mws schema report > report.schema.json
    mws schema recording --version 1 > recording-1.schema.json
    ```
    """
    from runtime.recording import VERSION
    from runtime.schemas import recording_schema, report_schema

    if version is not None and (shape is Shape.REPORT or version > VERSION):
        problem = f"{version} is no version of a {shape}"
        raise BadInput(
            "--version", problem, f"Recordings have 1 to {VERSION}; of the report there is one shape."
        )
    made = report_schema() if shape is Shape.REPORT else recording_schema(version or VERSION)
    typer.echo(json.dumps(made, indent=2))
