"""`mws schema`: the shapes of what machines read."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class Shape(StrEnum):
    """What has a published schema."""

    REPORT = "report"
    RECORDING = "recording"
    SHOW = "show"


def schema(shape: Annotated[Shape, typer.Argument(help="Which shape.")]) -> None:
    """Print a JSON Schema: of the report (mws run --json), of a recording's lines, or of mws show --json.

    ```
    mws schema report > report.schema.json
    ```
    """
    from runtime import schemas

    made = {
        Shape.REPORT: schemas.report_schema,
        Shape.RECORDING: schemas.recording_schema,
        Shape.SHOW: schemas.show_schema,
    }
    typer.echo(json.dumps(made[shape](), indent=2))
