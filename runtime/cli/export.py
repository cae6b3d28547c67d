"""`mws export`: a recording in the words of other tools."""

import sys
from typing import Annotated

import typer

from runtime.cli.command import Command
from runtime.cli.output import Out
from runtime.cli.recording_argument import LAST, RecordingName, request_of
from runtime.formats.curl import Shell

app = typer.Typer(
    help="Export a recording as HAR or as a curl command.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.command(cls=Command)
def har(recording: RecordingName = LAST, *, out: Out = None) -> None:
    """Write all requests and answers of a recording as a HAR 1.2.

    Chrome, Edge and Firefox open it in the network tab of their developer tools, and show where in the
    script each request came from. Secrets stay masked. docs/exchange.md says what is kept.

    ```
    mws export har last -o run.har
    ```
    """
    from runtime.cli.output import put
    from runtime.recording.har.from_recording import to_har
    from runtime.render.text import document
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    put(document(to_har(open_recording(find(recording)))), out)


@app.command(cls=Command)
def curl(
    recording: RecordingName = LAST,
    *,
    request: Annotated[
        int, typer.Option("--request", metavar="N", min=1, help="The number of the request in the report.")
    ],
    shell: Annotated[
        Shell | None,
        typer.Option(help="The shell to quote for. The default is this system's shell.", show_default=False),
    ] = None,
    out: Out = None,
) -> None:
    """Write one request of a recording as a command line that sends the same with curl.

    Secrets are masked: a comment above the command says where the real ones have to be put.

    ```
    mws export curl last --request 2
    mws export curl last --request 2 --shell powershell -o again.ps1
    ```
    """
    from runtime.cli.output import put
    from runtime.formats.curl import command
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    read = open_recording(find(recording))
    exchange = request_of(read, request)
    here = Shell.POWERSHELL if sys.platform == "win32" else Shell.SH
    is_masked = read.end is None or read.end.masked
    where = f"{read.name}: request {request}"
    put(command(where, exchange.request, shell or here, masked=is_masked), out)
