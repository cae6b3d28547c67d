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
    RUNS = "runs"
    PRUNE = "prune"


def schema(shape: Annotated[Shape, typer.Argument(help="Which shape.")]) -> None:
    """Print a JSON Schema: of the report (mws run --json), of a recording's lines, or of what mws runs --json
    and mws prune --json print.

    ```
    mws schema report > report.schema.json
    ```
    """
    from runtime import schemas

    typer.echo(json.dumps(getattr(schemas, f"{shape}_schema")(), indent=2))
