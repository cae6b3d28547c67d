"""`mws scripts`, `mws contexts`, `mws answers`: what is shipped, to look at, to run, or to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.complete_values import answers_names, context_names, script_names
from runtime.cli.output import to_standard_output
from runtime.formats.suggest import suggest
from runtime.inputs import samples
from runtime.model.errors import BadInput

_HELP = "Print this one instead of the list."
_Script = Annotated[str | None, typer.Argument(help=_HELP, metavar="[NAME]", autocompletion=script_names)]
_Context = Annotated[str | None, typer.Argument(help=_HELP, metavar="[NAME]", autocompletion=context_names)]
_Answers = Annotated[str | None, typer.Argument(help=_HELP, metavar="[NAME]", autocompletion=answers_names)]
_Json = Annotated[bool, typer.Option("--json", help="The list as JSON.")]


def scripts(name: _Script = None, *, as_json: _Json = False) -> None:
    """List the example scripts, or print one of them.

    ```
    mws scripts
    mws scripts goto-provision > mine.js
    mws run @goto-provision --context @assigned-new
    ```
    """
    _show("script", samples.scripts(), name, as_json=as_json)


def contexts(name: _Context = None, *, as_json: _Json = False) -> None:
    """List the sample contexts, or print one of them.

    ```
    mws contexts
    mws contexts assigned-new > mine.json
    ```
    """
    _show("context", samples.contexts(), name, as_json=as_json)


def answers(name: _Answers = None, *, as_json: _Json = False) -> None:
    """List the sample lists of canned answers, or print one of them.

    ```
    mws answers room-booking > answers.json
    mws run my.js --context ctx.json --world answers.json
    ```
    """
    _show("list of answers", samples.answers(), name, as_json=as_json)


def _show(what: str, files: dict[str, Path], name: str | None, *, as_json: bool) -> None:
    if name is None:
        _list(files, as_json=as_json)
        return
    file = files.get(name.removeprefix("@"))
    if file is None:
        hint = suggest(name, files)
        raise BadInput(
            f"{name}", f"no shipped {what} has this name", hint or f"There are: {', '.join(files)}"
        )
    # As bytes: not a line end may change on the way.
    to_standard_output(file.read_bytes())


def _list(files: dict[str, Path], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"name": name, "for": samples.describe(file), "file": str(file)} for name, file in files.items()
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(name) for name in files), default=0)
    for name, file in files.items():
        typer.echo(f"@{name:<{width}}  {samples.describe(file)}".rstrip())
