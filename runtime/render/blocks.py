"""The pieces that a run is told in, live or from its recording: exchanges, messages, context, outcome.

They are values in, lines on a screen out; in which order they stand is the affair of who uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from runtime.formats.json_diff import Change
from runtime.model.outcome import TABLE, Outcome
from runtime.render.outcome import outcome_style
from runtime.render.screen import Line, Screen
from runtime.render.text import one_line, safe, seconds, size, value
from runtime.runs.report import Body, FindingFacts, Report
from runtime.session.transcript import Exchange

if TYPE_CHECKING:  # a run doesn't compare anything: it need not wait for these
    from runtime.formats.request_diff import Difference
    from runtime.runs.replay.replay_result import DifferenceFacts

LABEL = 10
_WIDEST = 98  # characters of a line of layers, where there is room
_LONGEST = 300  # characters of a field that differs
_MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Pieces:
    """Prints them on one screen."""

    screen: Screen

    def label(self, label: str, text: str, style: str = "") -> None:
        """A fact with its name before it."""
        self.screen.print((f"{label:<{LABEL}}", "dim"), (text, style), hang=LABEL)

    def heading(self, text: str, more: str = "") -> None:
        """What the next lines are about."""
        self.screen.print((text, "bold"), (more, "dim"), hang=2)

    def cage(self, cage: str, names: Iterable[str]) -> None:
        """What held the script, in lines that fit."""
        room = min(self.screen.width, _WIDEST) - LABEL
        for number, line in enumerate(layers(cage, names, room)):
            self.label("" if number else "cage", line)

    def message(self, mark: str, headers: Iterable[tuple[str, str]], lines: Iterable[str]) -> None:
        """A request's or an answer's headers, and its body in lines."""
        for name, content in headers:
            self.screen.print((mark, "dim"), (f"{one_line(name)}: ", "cyan"), one_line(content, 4000), hang=4)
        for line in lines:
            self.screen.print((f"{mark}  ", "dim"), safe(line))

    def context(self, report: Report) -> None:
        """What the script did to its context."""
        if report.context.after is None and not report.context.changes:
            why = ": done was not called" if report.script.kind == "workflow" else ""
            self.screen.print((f"  not given back{why}", "dim"))
        elif not report.context.changes:
            self.screen.print(("  unchanged", "dim"))
        for one in report.context.changes:
            self.screen.print(*change_line(one), hang=6)

    def findings(self, findings: Iterable[FindingFacts]) -> None:
        """Each with its place and its code."""
        for finding in findings:
            place = f"{one_line(str(finding.at))}  " if finding.at else ""
            text = one_line(finding.text, 2000)
            code = f"  [{one_line(finding.code)}]"
            self.screen.print("  ", (place, "cyan"), (text, "yellow"), (code, "dim"), hang=4)

    def outcome(self, report: Report, *, reason: bool = True) -> None:
        """The word, what the run took, and why it ended if that isn't plain."""
        usage = report.usage
        took = f"  {seconds(usage.seconds)}, CPU {seconds(usage.cpu_seconds)}, {size(usage.memory_bytes)}"
        outcome = (str(report.outcome), outcome_style(report.outcome, findings=bool(report.findings)))
        self.screen.print((f"{'outcome':<{LABEL}}", "dim"), outcome, (took, "dim"))
        if reason and report.outcome not in {Outcome.DONE, Outcome.DIVERGED}:  # that is told by itself
            self._reason(report)

    def _reason(self, report: Report) -> None:
        at = f"{report.at}: " if report.at else ""
        first, *more = safe(report.detail or TABLE[report.outcome].text).split("\n")
        self.screen.print(f"  {one_line(at)}{first}", hang=4)
        for line in more:  # the guest's words never stand at the beginning of a line
            self.screen.print(f"    {line}", hang=6)
        self.excerpt(report.source)
        for frame in report.stack[1:]:
            self.screen.print((f"  called from {one_line(str(frame))}", "dim"), hang=4)
        for sentence in report.pending:
            self.screen.print(f"  {one_line(sentence, 4000)}", hang=4)
        if report.hint:
            self.screen.print((f"  {report.hint}", "bold"), hang=4)

    def differences(self, every: Iterable[Difference | DifferenceFacts]) -> None:
        """Fields of two requests or answers, each with what it was and is; of JSON, the places.

        What no service minds is only named, unless nothing else differs: then it is what matters here.
        """
        found = list(every)
        matters = all(one.same_meaning for one in found)
        for one in found:
            if one.same_meaning and not matters:
                self.screen.print((f"  {one_line(one.field)}: same meaning", "dim"))
            else:
                self.differs(one.field, one.recorded, one.asked, one.changes)

    def differs(
        self, field: str, before: str | None, after: str | None, changes: Sequence[Change] = ()
    ) -> None:
        """One field of two values; None where it isn't there. Of JSON, only the places."""
        if changes:
            self.changes(changes)
            return
        self.screen.print((f"  {one_line(field)}", "bold"))
        from runtime.formats.request_diff import beside

        before, after = beside(before, after, _LONGEST)
        self._side("- ", before, "red")
        self._side("+ ", after, "green")

    def changes(self, every: Sequence[Change], most: int = _MOST_CHANGES) -> None:
        """The places of a JSON value that differ, the first of them if they are many."""
        for one in every[:most]:
            self.screen.print(*change_line(one), hang=6)
        if len(every) > most:
            self.screen.print((f"  … and {len(every) - most} places more", "dim"))

    def _side(self, mark: str, text: str | None, style: str) -> None:
        side = "(not there)" if text is None else one_line(text, 2 * _LONGEST)
        self.screen.print((f"    {mark}{side}", style), hang=6)

    def excerpt(self, source: str) -> None:
        """A line of the script, and the marker under it."""
        for line in source.split("\n") if source else ():
            self.screen.print((safe(line), "bold red" if line.strip() == "^" else ""))


def layers(cage: str, names: Iterable[str], room: int) -> list[str]:
    """What held the script, in lines of `room` characters at most."""
    lines, every = [f"{one_line(cage)}:"], list(names)
    for number, layer in enumerate(every, start=1):
        word = f" {one_line(layer)}," if number < len(every) else f" {one_line(layer)}"
        if len(lines[-1]) + len(word) > room:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return lines


def plain_body(body: Body) -> list[str]:
    """A body's own lines; of what isn't text, its size."""
    if not body.bytes:
        return []
    return (body.text if body.text is not None else f"({size(body.bytes)} that are not text)").split("\n")


def answer(exchange: Exchange) -> tuple[str, str]:
    """What came of a request; what was held back says so first."""
    text, style = _came_of(exchange)
    return (f"held back, answered here: {text}", "yellow") if exchange.held_back else (text, style)


def _came_of(exchange: Exchange) -> tuple[str, str]:
    took = "" if exchange.ended is None else f"  {seconds((exchange.ended - exchange.sent) / 1000)}"
    if exchange.denied:
        return "denied", "bold red"
    if exchange.aborted:
        return f"aborted{took}", "yellow"
    if exchange.failure is not None:
        return f"{one_line(exchange.failure.message)}{took}", "red"
    if exchange.response is None:
        return "no answer", "red"
    return f"{status_line(exchange.response.status, exchange.response.reason)}{took}", _colour(exchange)


def status_line(status: int, reason: str) -> str:
    """An answer's status in a line."""
    return f"{status} {one_line(reason, 80)}".rstrip()


def _colour(exchange: Exchange) -> str:
    status = exchange.response.status if exchange.response else 0
    if status >= HTTPStatus.BAD_REQUEST:
        return "red"
    return "yellow" if status >= HTTPStatus.MULTIPLE_CHOICES else "green"


def change_line(of: Change) -> Line:
    """A place that differs, in one line."""
    path = one_line(of.path, 300)
    if of.how == "added":
        return ((f"  + {path}  {value(of.after)}", "green"),)
    if of.how == "removed":
        return ((f"  - {path}  {value(of.before)}", "red"),)
    before, after = (value(of.before), "red"), (value(of.after), "green")
    return (f"  ~ {path}  ", "yellow"), before, " -> ", after
