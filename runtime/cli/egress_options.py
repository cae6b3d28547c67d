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
        help="Allow the hosts, schemes, ports and methods that this file lists (docs/egress.md).",
        rich_help_panel=_EGRESS,
    ),
]
AllowPrivate = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-private",
        metavar="NETWORK[,NETWORK]",
        help="Allow live hosts at these private or local addresses: a network such as "
        "10.20.0.0/16, or one address.",
        rich_help_panel=_EGRESS,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Send only GET and HEAD to live hosts. Hold back all other requests and show them in full.",
        rich_help_panel=_EGRESS,
    ),
]
DryAnswer = Annotated[
    str | None,
    typer.Option(
        "--dry-answer",
        metavar="fake|STATUS|WORLD",
        help="What answers the requests that are held back; WORLD is what --world "
        "takes. The default is the host's fake, or status 200 if there is none.",
        rich_help_panel=_EGRESS,
    ),
]
Learn = Annotated[
    bool,
    typer.Option(
        "--learn",
        help="Print the smallest --egress file that this run needs.",
        rich_help_panel=_EGRESS,
    ),
]
