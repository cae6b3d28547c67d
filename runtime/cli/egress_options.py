"""The options of `mws run` that say what may leave the machine."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

_EGRESS = "What may leave this machine"

EgressFile = Annotated[
    Path | None,
    typer.Option(
        "--egress",
        metavar="FILE",
        help="Open the hosts, schemes, ports and methods that this file names (docs/egress.md).",
        rich_help_panel=_EGRESS,
    ),
]
AllowPrivate = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-private",
        metavar="NETWORK[,NETWORK]",
        help="Let live hosts be at these private or local addresses: 10.20.0.0/16, or a single one.",
        rich_help_panel=_EGRESS,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Send GET and HEAD to live hosts; hold everything else back, and show it in full.",
        rich_help_panel=_EGRESS,
    ),
]
DryAnswer = Annotated[
    str | None,
    typer.Option(
        "--dry-answer",
        metavar="fake|STATUS|WORLD",
        help="What answers the requests held back: WORLD is what --world takes. The default is the "
        "host's fake, or 200 without one.",
        rich_help_panel=_EGRESS,
    ),
]
Learn = Annotated[
    bool,
    typer.Option(
        "--learn",
        help="Print the least that has to be open for this run, as --egress takes it.",
        rich_help_panel=_EGRESS,
    ),
]
