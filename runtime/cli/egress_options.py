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
        metavar="NETWORK",
        help="Let live hosts be at these private or local addresses: 10.20.0.0/16, or a single one.",
        rich_help_panel=_EGRESS,
    ),
]
