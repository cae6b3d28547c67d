"""The options that commands share which run a script: its cage, where it is recorded, how much is told."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cage.pool import Cage

_RECORD = "Recording"
OUTPUT = "Output"

CageChoice = Annotated[
    Cage,
    typer.Option(
        "--cage",
        help="What locks the script away: the strongest that there is here, or one by name (mws doctor).",
        rich_help_panel="Limits",
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="PATH",
        help="Record here instead of in .mws/runs/ (a file that isn't there yet, or a folder).",
        rich_help_panel=_RECORD,
    ),
]
NoRecord = Annotated[bool, typer.Option("--no-record", help="Keep no recording.", rich_help_panel=_RECORD)]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Only findings and the outcome.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        help="Also each request's and answer's headers and body.",
        rich_help_panel=OUTPUT,
    ),
]
ReplayJson = Annotated[
    bool,
    typer.Option(
        "--json", help="One JSON object on standard output (mws schema replay).", rich_help_panel=OUTPUT
    ),
]
