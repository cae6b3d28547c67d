"""`mws runs`: the recordings that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.model.errors import BadInput
from runtime.runs.recorder import FOLDER

if TYPE_CHECKING:
    from runtime.render.screen import Screen
    from runtime.runs.store.folder import File
    from runtime.runs.store.summary import RunSummary

OfScript = Annotated[
    str | None,
    typer.Option(
        "--script",
        metavar="NAME|PATTERN|SHA",
        help="Only recordings of this script: its name, a pattern such as 'goto-*', or"
        " the beginning of its SHA-256.",
    ),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="WORD[,WORD]",
        help="Only recordings with one of these outcomes; unfinished means that the "
        "run still goes on or was cut off.",
    ),
]
In = Annotated[Path, typer.Option("--in", metavar="FOLDER", help="The folder with the recordings.")]
_USUAL = 50
_MANY = 500  # so many to be read at once take a moment


def runs(
    *,
    script: OfScript = None,
    outcome: Outcomes = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Only recordings since this time: 2h, 7d, yesterday, 2026-11-24, 2026-11-24T10:00.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help=f"So many at most; {_USUAL} without --json.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List all matching recordings.")] = False,
    folder: In = FOLDER,
    as_json: Annotated[
        bool, typer.Option("--json", help="All matching recordings as JSON (mws schema runs).")
    ] = False,
) -> int:
    """List the recorded runs, the newest first.

    The list shows how each run ended, its requests and its findings. Other commands take a recording by its
    id, by the beginning of its id, as `last`, as `last~1` (the one before), or by its file.

    ```
    mws runs
    mws runs --outcome threw,never-done --since yesterday
    mws runs --script 'goto-*' --all
    mws runs --json --since 7d
    ```
    """
    import time

    from runtime.render.screen import Screen
    from runtime.runs.store.select import RunFilter, outcomes
    from runtime.runs.store.time_expressions import moment

    if every and limit is not None:
        raise BadInput("--all", "is given together with --limit", "Leave one of them out.")
    selection = RunFilter(
        script or "",
        outcomes("--outcome", outcome or []),
        "" if since is None else moment("--since", since, time.time()),
    )
    screen = Screen()
    listing_ = listing(folder, screen)
    most = None if every or as_json else _USUAL
    matches = [pair for pair in listing_ if not pair[1].problem and selection.fits(*pair)]
    _show(folder, screen, listing_, matches, limit or most, as_json=as_json)
    return 0


def listing(folder: Path, screen: Screen) -> list[tuple[File, RunSummary]]:
    """All of a folder, the newest first; if it takes a moment, somebody who watches is told."""
    from runtime.runs.store.index import summarize

    if folder != FOLDER and not folder.is_dir():
        raise BadInput(str(folder), "there is no such folder", "Name the one that the recordings lie in.")
    shows_progress = False

    def tell(count: int) -> None:
        nonlocal shows_progress
        shows_progress = screen.is_terminal and count >= _MANY
        if shows_progress:
            screen.print((f"reading {count:,} recordings ...", "dim"), end="")

    pairs = summarize(folder, tell)
    if shows_progress:
        screen.wipe()
    return pairs


def _show(
    folder: Path,
    screen: Screen,
    every: list[tuple[File, RunSummary]],
    matches: list[tuple[File, RunSummary]],
    most: int | None,
    *,
    as_json: bool,
) -> None:
    from runtime.runs.store.run_list import RunList, run_facts, unreadable

    run_list = RunList(
        [run_facts(folder, *pair) for pair in matches[:most]], unreadable(folder, (one for _, one in every))
    )
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(run_list))
        return
    from datetime import date

    from runtime.render.runs import RunTable, recordings, show_empty, show_unreadable

    if run_list.runs:
        RunTable(screen, date.today()).show(run_list.runs)  # noqa: DTZ011 - names have the local time
    elif len(every) > len(run_list.unreadable):
        screen.print(f"None of {recordings(len(every) - len(run_list.unreadable))} fits.")
    elif not every:
        show_empty(screen, str(folder))
    if more := len(matches) - len(run_list.runs):
        screen.print((f"... and {more:,} more (--all, --limit N)", "dim"))
    show_unreadable(screen, run_list.unreadable)
