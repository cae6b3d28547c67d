"""`mws diff`: two recorded runs side by side."""

# No postponed annotations: see run.py.

from typing import Annotated

import typer

from runtime.cli.complete_values import recordings
from runtime.cli.recording_argument import HOW


def diff(
    first: Annotated[
        str, typer.Argument(metavar="FIRST", help=f"A recording: {HOW}", autocompletion=recordings)
    ],
    second: Annotated[
        str, typer.Argument(metavar="SECOND", help="Another one, called likewise.", autocompletion=recordings)
    ],
    *,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object on standard output (mws schema diff)."),
    ] = False,
) -> int:
    """Tell in what two recorded runs differ: why did it work yesterday, and doesn't today?

    Scripts, contexts before and after, requests and their answers, findings, console and outcome are
    compared. Requests are put side by side by method, host and path, and then field by field. Times, seeds
    and masked secrets never count, nor does what a service doesn't mind: the order of headers, of a query's
    parameters, of the keys in JSON. Versions, cage, world and limits are named, but don't count by
    themselves.

    The exit code is 0 if nothing differs, 1 if something does, and 2 for bad input.

    ```
    mws diff 5f0c last                      # by their short ids
    mws diff before.jsonl after.jsonl
    mws diff good.jsonl bad.jsonl --json
    ```
    """
    from runtime.recording.compare import comparison
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    found = comparison(open_recording(find(first)), open_recording(find(second)))
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(found))
    else:
        from runtime.render.diff import DiffSheet
        from runtime.render.screen import Screen

        DiffSheet(Screen(folds=True)).show(found)
    return 0 if found.same else 1
