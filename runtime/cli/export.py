"""`mws export`: a recording in the words of other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from runtime.curl import Shell

app = typer.Typer(
    help="Write a recording as other tools take it: as a HAR for browsers' developer tools, or one of its "
    "requests for curl.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

_Recording = Annotated[
    str,
    typer.Argument(help="A recording: its file, its short id, or last.", metavar="RECORDING"),
]
_Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write it there (mode 0600) instead of on standard output."
    ),
]


@app.command()
def har(recording: _Recording, *, output: _Output = None) -> None:
    """Write all requests and answers of a recording as a HAR 1.2.

    Chrome, Edge and Firefox open it in the network tab of their developer tools, and show where in the
    script each request came from. Secrets stay masked. docs/exchange.md says what is kept.

    ```
    mws export har last -o run.har
    ```
    """
    from runtime.cli.written import put
    from runtime.har.writing import archive
    from runtime.render.text import document
    from runtime.runs import open_recording
    from runtime.runs.names import find

    put(document(archive(open_recording(find(recording)))), output)


@app.command()
def curl(
    recording: _Recording,
    *,
    request: Annotated[
        int, typer.Option("--request", metavar="N", min=1, help="Which request, as the report numbers them.")
    ],
    shell: Annotated[
        Shell | None, typer.Option(help="Whose quoting; the default is this system's.", show_default=False)
    ] = None,
    output: _Output = None,
) -> None:
    """Write one request of a recording as a command line that sends the same with curl.

    Secrets are masked: a comment above the command says where the real ones have to be put.

    ```
    mws export curl last --request 2
    mws export curl last --request 2 --shell powershell -o again.ps1
    ```
    """
    from runtime.cli.written import put
    from runtime.curl import command
    from runtime.errors import BadInput
    from runtime.runs import open_recording
    from runtime.runs.names import find

    read = open_recording(find(recording))
    exchanges = read.transcript.exchanges
    if request not in exchanges:
        known = f"It has {', '.join(map(str, list(exchanges)[:20]))}." if exchanges else "It has none at all."
        raise BadInput(f"--request {request}", f"{read.name} has no such request", known)
    here = Shell.POWERSHELL if sys.platform == "win32" else Shell.SH
    masked = read.end is None or read.end.masked
    where = f"{read.name}: request {request}"
    put(command(where, exchanges[request].request, shell or here, masked=masked), output)
