"""The options that say what answers a script's requests: a fake, canned answers, real hosts."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.complete_values import fakes, recordings
from runtime.cli.prompts import ask_secret
from runtime.inputs.secret_sources import url

_WORLD = "What answers the script's requests"

Fake = Annotated[
    list[str] | None,
    typer.Option(
        "--fake",
        metavar="goto[=STATE.json]",
        autocompletion=fakes,
        help="A fake service, from a state if one is given. The default is goto.",
        rich_help_panel=_WORLD,
    ),
]
State = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="Keep the fake's state in this file from run to run.",
        rich_help_panel=_WORLD,
    ),
]
World = Annotated[
    Path | None,
    typer.Option(
        "--world",
        metavar="FILE|RECORDING",
        autocompletion=recordings,
        help="Answer from a list of canned responses (docs/answers.md), from a HAR, or as a recording "
        "has it: a file, last, or a short id.",
        rich_help_panel=_WORLD,
    ),
]
Live = Annotated[
    list[str] | None,
    typer.Option(
        "--live",
        metavar="HOST[:PORT][,HOST]",
        help="Open exactly these hosts. Nothing is faked then, unless --fake is given, too.",
        rich_help_panel=_WORLD,
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HOST=URL",
        help="Send a host's requests to another address, the script and its Host header unchanged.",
        rich_help_panel=_WORLD,
    ),
]
Yes = Annotated[
    bool,
    typer.Option(
        "--yes",
        help="Allow writes to live hosts without asking. Needed without a terminal.",
        rich_help_panel=_WORLD,
    ),
]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL|@env:NAME|@file:PATH|@ask",
        help="Reach live hosts through this HTTP proxy. None is used otherwise.",
        rich_help_panel=_WORLD,
    ),
]


def proxied(proxy: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The address of a proxy, and the password in it, which is a secret of the run. Raises BadInput."""
    if proxy is None:
        return None, ()
    address, password = url("--proxy", proxy, ask_secret)
    return address, (password,) if password else ()
