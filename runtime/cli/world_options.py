"""The options that say what answers a script's requests: a fake, canned answers, real hosts."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.complete_values import fakes, recordings
from runtime.cli.prompts import ask_secret
from runtime.inputs.secret_sources import read_url

_WORLD = "What answers the script's requests"

Fake = Annotated[
    list[str] | None,
    typer.Option(
        "--fake",
        metavar="goto[=STATE.json]",
        autocompletion=fakes,
        help="Answer with a fake service, optionally from a state. The default is goto.",
        rich_help_panel=_WORLD,
    ),
]
State = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="Keep the state of the fake in this file between runs.",
        rich_help_panel=_WORLD,
    ),
]
World = Annotated[
    Path | None,
    typer.Option(
        "--world",
        metavar="FILE|RECORDING",
        autocompletion=recordings,
        help="Answer from a list of canned answers (docs/answers.md), from a HAR, or "
        "from a recording: a file, last, or a short id.",
        rich_help_panel=_WORLD,
    ),
]
Live = Annotated[
    list[str] | None,
    typer.Option(
        "--live",
        metavar="HOST[:PORT][,HOST]",
        help="Allow exactly these hosts. Nothing is faked then, unless --fake is also given.",
        rich_help_panel=_WORLD,
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HOST=URL",
        help="Send the requests for a host to another address. The script and its Host"
        " header stay unchanged.",
        rich_help_panel=_WORLD,
    ),
]
Yes = Annotated[
    bool,
    typer.Option(
        "--yes",
        help="Allow writes to live hosts without asking. Required without a terminal.",
        rich_help_panel=_WORLD,
    ),
]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL|@env:NAME|@file:PATH|@ask",
        help="Reach live hosts through this HTTP proxy. The default is no proxy.",
        rich_help_panel=_WORLD,
    ),
]


def read_proxy(proxy: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The address of a proxy, and the password in it, which is a secret of the run. Raises BadInput."""
    if proxy is None:
        return None, ()
    address, password = read_url("--proxy", proxy, ask_secret)
    return address, (password,) if password else ()
