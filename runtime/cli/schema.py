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
    REPLAY = "replay"
    SHOW = "show"
    DIFF = "diff"
    RUNS = "runs"
    PRUNE = "prune"


def schema(shape: Annotated[Shape, typer.Argument(help="Which shape.")]) -> None:
    """Print a JSON Schema: of what a command prints with --json, or of a recording's lines.

    ```
    mws schema report > report.schema.json
    ```
    """
    from runtime import schemas

    typer.echo(json.dumps(getattr(schemas, f"{shape}_schema")(), indent=2))
