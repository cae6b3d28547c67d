"""A list of recordings on the terminal, one a line, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runtime.render.outcome import outcome_style
from runtime.render.screen import Line, Screen
from runtime.render.text import one_line, seconds, size
from runtime.runs.store.folder import short_id
from runtime.runs.store.run_list import RunFacts, UnreadableFacts

UNFINISHED = "running or cut off"
_MOST_NAMED = 3
_LONGEST_ID, _LONGEST_SCRIPT = 24, 60


@dataclass(frozen=True, slots=True)
class RunTable:
    """Prints recordings as a table; `today` makes of a date a word."""

    screen: Screen
    today: date

    def show(self, runs: Sequence[RunFacts]) -> None:
        """A heading, and a line for each; columns are as wide as what is in them."""
        ids = [one_line(run.id, _LONGEST_ID) for run in runs]
        whens = [self.when(run.recorded) for run in runs]
        widths = _Widths(
            max(map(len, [*ids, "id"])),
            max(map(len, [*whens, "when"])),
            max(map(len, [*(run.outcome or UNFINISHED for run in runs), "outcome"])),
        )
        self.screen.print((widths.heading(), "dim"))
        for run, id_, when in zip(runs, ids, whens, strict=True):
            self.screen.print(*widths.line(run, id_, when))

    def when(self, moment: str) -> str:
        """`2026-11-24T10:11:12` as `today 10:11:12`, `yesterday 10:11:12` or `2026-11-24 10:11:12`."""
        day, _, clock = moment.partition("T")
        words = {
            self.today.isoformat(): "today",
            (self.today - timedelta(days=1)).isoformat(): "yesterday",
        }
        return f"{words.get(day, day)} {clock}".strip()


@dataclass(frozen=True, slots=True)
class _Widths:
    id: int
    when: int
    outcome: int

    def heading(self) -> str:
        columns = f"{'id':<{self.id}}  {'when':<{self.when}}  {'outcome':<{self.outcome}}"
        return f"{columns}  requests  findings      took  script"

    def line(self, run: RunFacts, id_: str, when: str) -> Line:
        outcome = run.outcome or UNFINISHED
        style = outcome_style(outcome, findings=run.findings > 0) if run.outcome else "yellow"
        took = "" if run.seconds is None else seconds(run.seconds)
        parent = f"  from {one_line(short_id(run.parent), _LONGEST_ID)}" if run.parent else ""
        return (
            (f"{id_:<{self.id}}", "bold"),
            (f"  {when:<{self.when}}  ", "dim"),
            (f"{outcome:<{self.outcome}}", style),
            f"  {run.requests:>8}  ",
            (f"{run.findings or '':>8}", "yellow"),
            (f"  {took:>8}  ", "dim"),
            one_line(run.script, _LONGEST_SCRIPT),
            (parent, "dim"),
        )


def show_unreadable(screen: Screen, files: Sequence[UnreadableFacts]) -> None:
    """How many there are, and the first of them; nothing if there are none."""
    if not files:
        return
    many = "1 file can't be listed" if len(files) == 1 else f"{len(files):,} files can't be listed"
    screen.print((f"{many}:", "yellow"))
    for file in files[:_MOST_NAMED]:
        screen.print((f"  {one_line(file.file)}: {one_line(file.problem)}", "dim"))
    if len(files) > _MOST_NAMED:
        screen.print((f"  ... and {len(files) - _MOST_NAMED:,} more", "dim"))


def show_empty(screen: Screen, folder: str) -> None:
    """That there is nothing yet, and how there will be."""
    screen.print(f"There are no recordings in {one_line(folder)} yet. Each run makes one:")
    screen.print(("  mws run @goto-provision --context @assigned-new", "bold"))


def recordings(count: int) -> str:
    """`1 recording`, `1,200 recordings`."""
    return "1 recording" if count == 1 else f"{count:,} recordings"


def count_runs(runs: Sequence[RunFacts]) -> str:
    """How many there are, and how large they are together."""
    return f"{recordings(len(runs))} ({size(sum(run.bytes for run in runs))})"
