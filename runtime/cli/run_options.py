"""The options that commands share which run a script: its cage, where it is recorded, how much is told."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cage.pool import Cage
from runtime.model.errors import BadInput

_RECORD = "Recording"
OUTPUT = "Output"

CageChoice = Annotated[
    Cage,
    typer.Option(
        "--cage",
        help="The cage that isolates the script: auto takes the strongest one of this "
        "machine (mws doctor lists them).",
        rich_help_panel="Limits",
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="PATH",
        help="Record to this new file, or into this folder, instead of .mws/runs/.",
        rich_help_panel=_RECORD,
    ),
]
NoRecord = Annotated[
    bool, typer.Option("--no-record", help="Do not record the run.", rich_help_panel=_RECORD)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Show only findings and the outcome.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        help="Also show headers and body of each request and answer.",
        rich_help_panel=OUTPUT,
    ),
]
ReplayJson = Annotated[
    bool,
    typer.Option(
        "--json", help="One JSON object on standard output (mws schema replay).", rich_help_panel=OUTPUT
    ),
]


def record_place(record: Path | None, *, no_record: bool) -> Path | None:
    """Where to record: a file, a folder, or nowhere. Raises BadInput for two answers."""
    from runtime.runs.recorder import FOLDER

    if record is not None and no_record:
        raise BadInput("--record", "is given together with --no-record", "Leave one of them out.")
    return None if no_record else record or FOLDER
