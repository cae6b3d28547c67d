"""What came of cases, on the terminal: a line for each, and what those that failed expected and got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.authoring.cases.model import CaseFailure, Mismatch
from runtime.authoring.cases.result import CaseFacts
from runtime.authoring.cases.summary import RefusedFile, TestResult, TestRun
from runtime.authoring.faults.model import FaultTrials
from runtime.formats.json_diff import Change
from runtime.model.errors import BadInput
from runtime.render.error import refusal
from runtime.render.exploration import FaultSheet
from runtime.render.screen import Screen, Span
from runtime.render.text import one_line, safe, seconds, value

_LONGEST = 400
_MOST_CHANGES = 20
_MOST_LINES = 60  # of a text that isn't ours, such as a traceback
_SIGNS = {"passed": "✓", "failed": "✗", "skipped": "-"}
_WORDS = {"passed": "ok  ", "failed": "FAIL", "skipped": "skip"}  # where the terminal lacks the signs
_STYLES = {"passed": "bold green", "failed": "bold red", "skipped": "yellow"}


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Prints cases on one screen."""

    screen: Screen

    def line(self, test: TestResult) -> None:
        """One test in a line: its mark, its name, where it stands, how long it took."""
        name, style = one_line(test.name), _STYLES.get(test.outcome, "")
        where = f"  {one_line(test.file)}:{test.line}  {seconds(test.seconds)}"
        if test.case is not None and test.case.faults is not None:
            where += f"  {_trials(test.case.faults)}"
        self.screen.print((self._mark(test.outcome), style), f" {name}", (where, "dim"), hang=4)

    def show_progress(self, done: int, every: int, name: str) -> None:
        """What is being run just now, on a line that the next one replaces; only where somebody watches."""
        if self.screen.is_terminal:
            text = f"  {done + 1}/{every}  {one_line(name)}"
            self.screen.print((text[: max(self.screen.width - 1, 20)], "dim"), end="")

    def show_failed(self, test: TestResult) -> None:
        """A test that failed, in full."""
        self.screen.print()
        where = f"  {one_line(test.file)}:{test.line}"
        self.screen.print((one_line(test.name), "bold red"), (where, "cyan"))
        if test.case is not None and (test.case.failures or test.case.refused or test.case.faults):
            self.failures(test.case)
        else:
            self._text(test.text)

    def failures(self, case: CaseFacts) -> None:
        """What didn't hold in it."""
        if case.refused is not None:
            for line in refusal(BadInput(*case.refused)).split("\n"):
                self.screen.print(f"  {line}", hang=4)
            return
        for one in case.failures:
            self._failure(one)
        if case.faults is not None:
            FaultSheet(self.screen).show(case.faults)
        elif case.recording:
            self.screen.print(
                ("  recording  ", "dim"),
                safe(case.recording),
                ("  (mws show takes it)", "dim"),
            )

    def show_refused(self, one: RefusedFile) -> None:
        """A file that can't be read."""
        self.screen.print()
        self.screen.print((one_line(one.file), "bold red"), ("  can't be read", "red"))
        self._text(one.text)

    def summary(self, tests: TestRun) -> None:
        """Each that failed, and how many did."""
        for test in tests.tests:
            if test.outcome == "failed":
                self.show_failed(test)
            elif test.case is not None and test.case.faults is not None:
                self._remarks(test.name, test.case.faults)
        for refused in tests.refused:
            self.show_refused(refused)
        self.total(tests)

    def total(self, tests: TestRun) -> None:
        """The last line."""
        self.screen.print()
        counts = [(tests.failed, "failed", "bold red"), (len(tests.refused), "can't be read", "bold red")]
        counts += [(tests.passed, "passed", "bold green" if tests.exit_code == 0 else "")]
        counts += [(tests.skipped, "skipped", "yellow")]
        spans: list[Span] = []
        for count, word, style in counts:
            if count or word == "passed":
                spans += [(f"{count} {word}", style), ", "]
        self.screen.print(*spans, (seconds(tests.seconds), "dim"))

    def _remarks(self, name: str, faults: FaultTrials) -> None:
        """What is to be said of trials that are not held against a script."""
        for text in faults.unused:
            self.screen.print(
                ("unused  ", "yellow"), f"{one_line(name)}: no trial needs the allowance {one_line(text)}"
            )
        for note in faults.notes:
            self.screen.print(("note  ", "yellow"), f"{one_line(name)}: {one_line(note)}")

    def _mark(self, outcome: str) -> str:
        signs = _SIGNS if self.screen.speaks("".join(_SIGNS.values())) else _WORDS
        return signs.get(outcome, outcome)

    def _text(self, text: str) -> None:
        lines = text.rstrip("\n").split("\n")
        if len(lines) > _MOST_LINES:
            self.screen.print((f"  … {len(lines) - _MOST_LINES} lines before these", "dim"))
        for line in lines[-_MOST_LINES:]:
            self.screen.print(f"  {safe(line)}")

    def _failure(self, one: CaseFailure) -> None:
        number = f" #{one.request}" if one.request and not one.expectation else ""
        self.screen.print(
            (f"  {one_line(one.what)}{number}", "bold"), f"  {one_line(one.text, 2000)}", hang=4
        )
        if one.near:
            self.screen.print(("    closest: ", "dim"), one_line(one.near, 2000), hang=6)
        for unmet in one.unmet:
            self._unmet(unmet)
        if one.at is not None:
            self.screen.print((f"    {one_line(str(one.at))}", "cyan"))
        for line in one.source.split("\n") if one.source else ():
            self.screen.print((f"  {safe(line)}", "bold red" if line.strip() == "^" else ""))

    def _unmet(self, one: Mismatch) -> None:
        if one.changes:
            self._changes(one.changes)
            return
        if one.field:
            self.screen.print((f"    {one_line(one.field)}", "bold"))
        self.screen.print(("    expected  ", "dim"), (_text(one.expected), "green"), hang=14)
        self.screen.print(("    got       ", "dim"), (_text(one.got), "red"), hang=14)

    def _changes(self, every: Sequence[Change]) -> None:
        for one in every[:_MOST_CHANGES]:
            self.screen.print((f"    {one_line(one.path)}", "bold"))
            expected, got = format_change(one)
            self.screen.print(("      expected  ", "dim"), (expected, "green"), hang=16)
            self.screen.print(("      got       ", "dim"), (got, "red"), hang=16)
        if len(every) > _MOST_CHANGES:
            self.screen.print((f"    … and {len(every) - _MOST_CHANGES} places more", "dim"))


def format_change(change: Change) -> tuple[str, str]:
    """What was expected at a place, and what was there."""
    expected = "(nothing)" if change.how == "added" else value(change.before)
    return expected, "(not there)" if change.how == "removed" else value(change.after)


def _trials(tried: FaultTrials) -> str:
    count = len(tried.trials)
    return f"{count} fault{'' if count == 1 else 's'} tried"


def _text(text: str | None) -> str:
    return "(not there)" if text is None else one_line(text, _LONGEST)
