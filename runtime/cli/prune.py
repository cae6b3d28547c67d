"""`mws prune`: deletes old recordings, after it has shown them and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.runs import In, OfScript, Outcomes, listing
from runtime.model.outcome import BAD_INPUT
from runtime.runs.recorder import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from runtime.render.screen import Screen
    from runtime.runs.store.folder import File
    from runtime.runs.store.run_list import PruneResult, RunFacts

_MOST_SHOWN = 50


def prune(
    *,
    keep: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Keep the newest N of the matching recordings.")
    ] = None,
    older: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Delete only recordings older than this: 30d, 12w, yesterday, 2026-11-24."
        ),
    ] = None,
    script: OfScript = None,
    outcome: Outcomes = None,
    folder: In = FOLDER,
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete without asking. Required without a terminal.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be deleted.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="What was or would be deleted, as JSON (mws schema prune).")
    ] = False,
) -> int:
    """Delete old recordings.

    They are listed first, and you are asked. --keep N deletes all but the newest N. --older TIME deletes
    those that are older. With both, a recording is deleted only if both say so. --script and --outcome
    select which recordings are considered: N then counts only these.

    Files that are no recordings, links, subfolders and a run that still goes on are never deleted. Without
    a terminal, and with --json, nothing is deleted unless --yes is given. The exit code is 2 if something
    could not be deleted.

    ```
    mws prune --keep 1000 --dry-run
    mws prune --older 30d
    mws prune --older 7d --keep 20 --outcome done --script 'goto-*' --yes
    ```
    """
    import time

    from runtime.render.screen import Screen
    from runtime.runs.store.prune import Surplus
    from runtime.runs.store.run_list import PruneResult, run_facts
    from runtime.runs.store.select import RunFilter, outcomes
    from runtime.runs.store.time_expressions import moment

    before = None if older is None else moment("--older", older, time.time())
    surplus = Surplus(RunFilter(script or "", outcomes("--outcome", outcome or [])), keep, before)
    screen = Screen()
    every = listing(folder, screen)
    chosen = surplus.among(folder, every, time.time_ns())
    facts = [run_facts(folder, *pair) for pair in chosen]
    planned = PruneResult(deleted=False, bytes=_bytes(facts), runs=facts, failed=[])
    if not as_json:
        _show(screen, planned, len(every) - len(chosen))
    goes = bool(chosen) and not dry_run and (yes or (not as_json and _ask(screen, len(chosen))))
    result = _carry_out(folder, planned, [file for file, _ in chosen]) if goes else planned
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(result))
    elif goes:
        _tell(screen, result)
    elif dry_run:
        screen.print("Nothing was deleted (--dry-run).")
    return BAD_INPUT if result.failed else 0


def _ask(screen: Screen, count: int) -> bool:
    from runtime.cli.prompts import ask_whether, can_ask
    from runtime.render.runs import recordings

    if not can_ask(""):
        screen.print("Nothing was deleted: there is no terminal to ask on. Add --yes.")
        return False
    agreed = ask_whether(f"Delete {recordings(count)}?")
    if not agreed:
        screen.print("Nothing was deleted.")
    return agreed


def _carry_out(folder: Path, planned: PruneResult, chosen: list[File]) -> PruneResult:
    """The oldest first: whoever breaks it off has kept the newest."""
    from runtime.runs.store.prune import delete
    from runtime.runs.store.run_list import PruneResult, UnreadableFacts

    problems = {file.name: problem for file, problem in delete(folder, reversed(chosen)) if problem}
    failed = [UnreadableFacts(str(folder / name), problem) for name, problem in problems.items()]
    failed_files = {one.file for one in failed}
    deleted = [run for run in planned.runs if run.file not in failed_files]
    return PruneResult(deleted=True, bytes=_bytes(deleted), runs=deleted, failed=failed)


def _bytes(runs: list[RunFacts]) -> int:
    return sum(run.bytes for run in runs)


def _show(screen: Screen, planned: PruneResult, staying: int) -> None:
    from datetime import date

    from runtime.render.runs import RunTable, count_runs, recordings

    if not planned.runs:
        screen.print(f"Nothing to delete: {recordings(staying)} in all.")
        return
    table = RunTable(screen, date.today())  # noqa: DTZ011 - names have the local time
    table.show(planned.runs[:_MOST_SHOWN])
    more = len(planned.runs) - _MOST_SHOWN
    if more > 0:
        screen.print((f"... and {more:,} more", "dim"))
    newest, oldest = (table.when(planned.runs[at].recorded) for at in (0, -1))
    screen.print()
    screen.print(
        (f"{count_runs(planned.runs)} to be deleted", "bold"),
        f", from {oldest} to {newest}; {staying:,} {'stays' if staying == 1 else 'stay'}.",
    )


def _tell(screen: Screen, result: PruneResult) -> None:
    from runtime.render.runs import count_runs
    from runtime.render.text import one_line

    for one in result.failed:
        screen.print((f"  {one_line(one.file)}: {one_line(one.problem)}", "red"))
    screen.print(f"Deleted {count_runs(result.runs)}.")
