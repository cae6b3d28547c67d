"""What came of trying faults, on the terminal: a sign for each trial, then each complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runtime.authoring.faults.model import FaultTrials, Target, Trial, Verdict
from runtime.render.blocks import Pieces
from runtime.render.screen import Line, Screen
from runtime.render.text import one_line, safe, seconds

_SIGNS = {
    Verdict.OK: (".", "green"),
    Verdict.UNSEEN: ("U", "bold red"),
    Verdict.HUNG: ("H", "bold red"),
    Verdict.THREW: ("T", "bold red"),
    Verdict.BROKE: ("B", "bold magenta"),
}
_MEANINGS = {
    "U": "unseen: done(context), as if nothing had happened",
    "H": "hung: done was never called",
    "T": "threw",
    "B": "broke: no end that could be judged",
    "a": "allowed by the case",
}
_ALLOWED = ("a", "yellow")
_MOST_ROWS, _MOST_TOLD = 40, 20
_IN_ROW, _IN_TEXT = 40, 80  # characters of an address


@dataclass(frozen=True, slots=True)
class FaultSheet:
    """Prints one recorded run's trials."""

    screen: Screen

    def show(self, tried: FaultTrials, title: str = "") -> None:
        """The matrix, its legend, each complaint, what is unused or was left out, and the sum."""
        self.screen.print((one_line(title or tried.script), "bold"), "  each request failing in turn")
        if tried.trials:
            self._matrix(tried)
        groups = _together(tried.trials)
        for group in groups[:_MOST_TOLD]:
            self._complaint(tried, group)
        if len(groups) > _MOST_TOLD:
            self.screen.print((f"... and {len(groups) - _MOST_TOLD} more like these", "dim"))
        for text in tried.unused:
            self.screen.print(("unused    ", "yellow"), f"{one_line(text)}: no trial needs this allowance")
        for note in tried.notes:
            self.screen.print(("note      ", "yellow"), one_line(note, 2000))
        self._sum(tried)

    def _matrix(self, tried: FaultTrials) -> None:
        width = max(len(str(one.number)) for one in tried.requests) + 2
        heading = "  ".join(tried.faults)
        self.screen.print(" " * width, (heading, "dim"))
        cells = {(trial.request, trial.fault): _sign(trial) for trial in tried.trials}
        for one in tried.requests[:_MOST_ROWS]:
            row: list[Line] = [
                (cells.get((one.number, name), (" ", "")), " " * (len(name) + 1)) for name in tried.faults
            ]
            spans = (span for cell in row for span in cell)
            line = f"  line {one.at.line}" if one.at else ""
            self.screen.print(
                (f"{one.number:<{width}}", "dim"), *spans, _request_line(one, _IN_ROW), (line, "cyan")
            )
        if len(tried.requests) > _MOST_ROWS:
            self.screen.print((f"... and {len(tried.requests) - _MOST_ROWS} more requests", "dim"))
        used = dict.fromkeys(sign for sign, _ in cells.values())
        legend = "; ".join(f"{sign} {meaning}" for sign, meaning in _MEANINGS.items() if sign in used)
        if legend:
            self.screen.print(" " * width, (legend, "dim"))

    def _complaint(self, tried: FaultTrials, group: list[Trial]) -> None:
        first = group[0]
        one = next(target for target in tried.requests if target.number == first.request)
        place = f" ({safe(str(one.at))})" if one.at else ""
        how = (
            tried.faults[first.fault] if len(group) == 1 else "failing: " + ", ".join(t.fault for t in group)
        )
        self.screen.print()
        self.screen.print(
            (f"{first.verdict}: ", "bold red"),
            f"request {one.number} {_request_line(one, _IN_TEXT)}",
            (place, "cyan"),
            f", {one_line(how)}:",
            hang=2,
        )
        where = f"{first.at}: " if first.at else ""
        self.screen.print("  ", (safe(where), "cyan"), one_line(first.text), hang=4)
        if first.source:
            Pieces(self.screen).excerpt(first.source)
        for why in first.why:
            self.screen.print(f"  {one_line(why)}", hang=4)
        if first.recording is not None:
            self.screen.print(("  mws show ", "dim"), one_line(first.recording, 1000))

    def _sum(self, tried: FaultTrials) -> None:
        bad = sum(trial.complains for trial in tried.trials)
        allowed = sum(bool(trial.allowed) for trial in tried.trials)
        total = f"{bad or 'none'} of {len(tried.trials)} trials held against the script"
        total += f", {allowed} allowed by the case" if allowed else ""
        self.screen.print()
        self.screen.print(
            (total, "bold green" if tried.passed else "bold red"), (f"  {seconds(tried.seconds)}", "dim")
        )


def _sign(trial: Trial) -> tuple[str, str]:
    return _ALLOWED if trial.allowed else _SIGNS[trial.verdict]


def _request_line(one: Target, room: int) -> str:
    """A request in one line; of a long address the end, in which those of one service differ."""
    url = one.url if len(one.url) <= room else "…" + one.url[1 - room :]
    return f"{one_line(one.method, 20)} {one_line(url, 6 * room)}"


def _together(trials: Iterable[Trial]) -> list[list[Trial]]:
    """Complaints of one request that say the same."""
    groups: dict[tuple[object, ...], list[Trial]] = {}
    for trial in trials:
        if trial.complains:
            key = (trial.request, trial.verdict, trial.text, str(trial.at), *trial.why)
            groups.setdefault(key, []).append(trial)
    return list(groups.values())
