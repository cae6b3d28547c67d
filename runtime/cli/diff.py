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
        str,
        typer.Argument(
            metavar="SECOND",
            help="The recording to compare it with, named in the same way.",
            autocompletion=recordings,
        ),
    ],
    *,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object on standard output (mws schema diff)."),
    ] = False,
) -> int:
    """Compare two recorded runs.

    Why did it work yesterday, and not today? Compared are the scripts, the contexts before and after, the
    requests and their answers, the findings, the console and the outcome. Requests are paired by method,
    host and path, and then compared field by field. Times, seeds and masked secrets never count as a
    difference. Neither does what a service ignores: the order of headers, of query parameters, and of keys
    in JSON. Different versions, cages, worlds and limits are named but do not count by themselves.

    The exit code is 0 if nothing differs, 1 if something differs, and 2 for bad input.

    ```
    mws diff 5f0c last                      # by their short ids
    mws diff before.jsonl after.jsonl
    mws diff good.jsonl bad.jsonl --json
    ```
    """
    from runtime.recording.compare import compare_runs
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    found = compare_runs(open_recording(find(first)), open_recording(find(second)))
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(found))
    else:
        from runtime.render.diff import DiffSheet
        from runtime.render.screen import Screen

        DiffSheet(Screen(folds=True)).show(found)
    return 0 if found.same else 1
