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


def schema(shape: Annotated[Shape, typer.Argument(help="Which shape.")]) -> None:
    """Print a JSON Schema: of the report (mws run --json), or of a recording's lines.

    ```
    mws schema report > report.schema.json
    ```
    """
    from runtime.schemas import recording_schema, report_schema

    made = report_schema() if shape is Shape.REPORT else recording_schema()
    typer.echo(json.dumps(made, indent=2))
