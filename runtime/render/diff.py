"""Two recorded runs side by side, on the terminal: only what differs is told at length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.recording.compare.comparison import FieldDifference, Line, Pair, RunComparison, Side
from runtime.render.blocks import LABEL, Pieces
from runtime.render.outcome import outcome_style
from runtime.render.screen import Screen
from runtime.render.text import date, one_line

_MOST = 100  # requests, findings or lines on the console, of each
_SHORT = 60  # characters of what may stand in one line
_MARKS = {"removed": ("-", "red"), "added": ("+", "green"), "changed": ("~", "yellow")}
_LINE_STYLES = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(frozen=True, slots=True)
class DiffSheet:
    """Prints a comparison. What is marked - is the first run's, what is marked + the second's."""

    screen: Screen

    def show(self, comparison: RunComparison) -> None:
        """The whole of it, the verdict last."""
        self._side("-", comparison.before)
        self._side("+", comparison.after)
        for note in comparison.notes:
            self._pieces.label("note", one_line(note), "yellow")
        self._show_setup(comparison.around)
        self._script(comparison)
        self._outcome(comparison.outcome)
        self._requests(comparison)
        self._context("context before", comparison.context_before)
        self._context("context after", comparison.context_after)
        self._lines("findings", comparison.findings)
        self._lines("console", comparison.console)
        self.screen.print()
        self._verdict(comparison)

    def consequences(self, comparison: RunComparison) -> None:
        """Only what came of another script or context, where that differs."""
        if comparison.outcome:
            self._outcome(comparison.outcome)
        if comparison.requests:
            self._requests(comparison)
        if comparison.context_after:
            self._context("context after", comparison.context_after)
        if comparison.findings:
            self._lines("findings", comparison.findings)
        if comparison.console:
            self._lines("console", comparison.console)

    @property
    def _pieces(self) -> Pieces:
        return Pieces(self.screen)

    def _side(self, mark: str, side: Side) -> None:
        self.screen.print((f"{mark} ", _LINE_STYLES[mark]), (one_line(side.name), "bold"), hang=4)
        facts = f", {_count(side.requests, 'request')}, {date(side.started)}"
        more = f", {one_line(side.cut)}" if side.cut else ""
        more += ", edited after it had been written" if side.edited else ""
        outcome = (str(side.outcome), outcome_style(side.outcome, findings=False))
        self.screen.print("  ", outcome, (facts, "dim"), (more, "yellow"), hang=4)

    def _show_setup(self, every: list[FieldDifference]) -> None:
        """What surrounded the runs: said, as it may be why they differ, but no difference by itself."""
        if not every:
            return
        self._heading("around them", "  (counts as no difference)")
        for one in every:
            texts = [("(none)" if text is None else one_line(text)) for text in (one.before, one.after)]
            self.screen.print((f"  {one_line(one.field)}  ", "dim"), f"{texts[0]} -> {texts[1]}", hang=6)

    def _script(self, comparison: RunComparison) -> None:
        if comparison.script.same:
            self._same("script")
            return
        self._heading("script")
        for line in comparison.script.lines:
            self.screen.print((f"  {one_line(line, 600)}", _LINE_STYLES.get(line[:1], "")), hang=6)
        if comparison.script.note:
            self.screen.print((f"  {comparison.script.note}", "dim"))

    def _requests(self, comparison: RunComparison) -> None:
        if not comparison.requests:
            self._same(
                "requests", f"  {_count(comparison.alike, 'request')}" if comparison.alike else "  none"
            )
            return
        self._heading("requests", f"  {_tally(comparison)}")
        for pair in comparison.requests[:_MOST]:
            self._pair(pair)
        self._show_context(comparison.requests)

    def _pair(self, pair: Pair) -> None:
        mark, style = _MARKS[pair.how]
        numbers = dict.fromkeys(f"#{number}" for number in (pair.before, pair.after) if number is not None)
        what = f"{one_line(pair.method)} {one_line(pair.url, 2000)}"
        only = {"removed": "  only in the first", "added": "  only in the second"}.get(pair.how, "")
        number = "/".join(numbers)
        self.screen.print((f"{mark} {number} ", style), (what, "bold"), (only, "dim"), hang=4)
        for one in pair.request:
            self._differs(one)
        if pair.answer:
            self.screen.print(("  its answer", "dim"))
        for one in pair.answer:
            self._differs(one)

    def _context(self, heading: str, one: FieldDifference | None) -> None:
        if one is None:
            self._same(heading)
            return
        self._heading(heading)
        self._differs(one)

    def _outcome(self, every: list[FieldDifference]) -> None:
        if not every:
            self._same("outcome")
            return
        self._heading("outcome")
        for one in every:
            self._differs(one)

    def _lines(self, heading: str, every: list[Line]) -> None:
        if not every:
            self._same(heading)
            return
        self._heading(heading)
        for one in every[:_MOST]:
            mark, style = _MARKS[one.how]
            code = f"  [{one_line(one.code)}]" if one.code else ""
            self.screen.print((f"  {mark} {one_line(one.text)}", style), (code, "dim"), hang=6)
        self._show_context(every)

    def _differs(self, one: FieldDifference) -> None:
        texts = ["(nothing)" if text is None else one_line(text) for text in (one.before, one.after)]
        if one.changes or sum(map(len, texts)) > _SHORT:
            self._pieces.differs(one.field, one.before, one.after, one.changes)
        else:
            before, after = (texts[0], "red"), (texts[1], "green")
            self.screen.print((f"  ~ {one_line(one.field)}  ", "yellow"), before, " -> ", after, hang=6)

    def _show_context(self, every: Sequence[object]) -> None:
        if len(every) > _MOST:
            self.screen.print((f"  … and {len(every) - _MOST:,} more (--json has them all)", "dim"))

    def _same(self, what: str, more: str = "") -> None:
        """Of what is the same, one line is enough."""
        self.screen.print((f"{what:<{LABEL + 5}}", "dim"), ("the same", "dim"), (more, "dim"))

    def _heading(self, text: str, more: str = "") -> None:
        self._pieces.heading(text, more)

    def _verdict(self, comparison: RunComparison) -> None:
        if comparison.same:
            self.screen.print(("the same", "bold green"), ": times and masked secrets aside, nothing differs")
            return
        parts = {
            "script": not comparison.script.same,
            "outcome": comparison.outcome,
            "requests": comparison.requests,
            "context before": comparison.context_before,
            "context after": comparison.context_after,
            "findings": comparison.findings,
            "console": comparison.console,
        }
        self.screen.print(
            ("they differ", "bold red"), f": {', '.join(name for name in parts if parts[name])}", hang=2
        )


def _tally(comparison: RunComparison) -> str:
    counts = {how: sum(pair.how == how for pair in comparison.requests) for how in _MARKS}
    counts_text = [f"{comparison.alike} alike"] if comparison.alike else []
    counts_text += [f"{counts['changed']} changed"] if counts["changed"] else []
    counts_text += [f"{counts['removed']} only in the first"] if counts["removed"] else []
    counts_text += [f"{counts['added']} only in the second"] if counts["added"] else []
    return ", ".join(counts_text)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
