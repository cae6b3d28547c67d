"""`mws show`: a recorded run to read."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.recording_argument import LAST, RecordingName, request_of
from runtime.model.errors import BadInput


def show(
    recording: RecordingName = LAST,
    *,
    at: Annotated[
        int | None,
        typer.Option(metavar="LINE", help="Show the state of the run after this line of the recording."),
    ] = None,
    request: Annotated[
        int | None, typer.Option(metavar="N", help="Show this request and its answer in full.")
    ] = None,
    context: Annotated[
        bool, typer.Option("--context", help="Show only the context: before, after, and the changes.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object on standard output (mws schema show)."),
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the run as an HTML page that works offline.")
    ] = None,
) -> None:
    """Show a recorded run, line by line.

    You see what the script asked for, what was answered, and the result. Nothing is run. Each line has its
    number, its time in milliseconds since the run began, and the place in the script. --request shows one
    request in full, --at the state after one line. Secrets are masked, as they were recorded.

    ```
    mws show                       # the last run
    mws show last --request 2      # its second request in full
    mws show 5f0c --at 12          # what was open at line 12
    mws show run.jsonl --context
    mws show run.jsonl --html run.html
    ```
    """
    _one_of({"--at": at, "--request": request, "--context": context, "--json": as_json, "--html": html})
    from runtime.inputs.files import check_writable, write_private
    from runtime.runs.replay.report_of import report_of
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    if html is not None:
        check_writable(html)
    found = open_recording(find(recording))
    report = report_of(found)
    if as_json:
        from runtime.runs.report import as_json as in_json
        from runtime.runs.store.details import show

        typer.echo(in_json(show(found, report)))
        return
    if html is not None:
        from runtime.render.page import page

        write_private(html, page(found, report))
        typer.echo(str(html))
        return
    from runtime.render.screen import Screen
    from runtime.render.show import Page

    sheet = Page(Screen(folds=True), found, report)
    if at is not None:
        from runtime.recording.timeline import state_after

        sheet.show_state(state_after(found, at))
    elif request is not None:
        sheet.request(request_of(found, request).request.id)
    elif context:
        sheet.context()
    else:
        from runtime.cli.next_command import shell

        sheet.whole(shell(["mws", "show", recording]))


def _one_of(options: dict[str, object]) -> None:
    options_in_use = [name for name, value in options.items() if value is not None and value is not False]
    if len(options_in_use) > 1:
        raise BadInput(
            options_in_use[0], f"is given together with {options_in_use[1]}", "Leave one of them out."
        )
