"""Coverage on the terminal: a row for each script, then what no run of it reached, with its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from runtime.authoring.coverage.measure import UnmeasuredRun
from runtime.authoring.coverage.merge import Coverage, ScriptCoverage, Share, percents
from runtime.model.script import lines_of
from runtime.render.screen import Screen
from runtime.render.text import one_line

_WIDEST = 60  # characters of a script's name
_LONGEST = 160  # characters of a line of a script
_MOST_LINES, _MOST_ARMS, _MOST_REASONS = 200, 100, 5
_AROUND = 1  # lines that are shown before and behind what wasn't reached
_CELL = 16


def show_coverage(screen: Screen, coverage: Coverage) -> None:
    """Everything: the table, the lines and ways that were never reached, and the runs that don't count."""
    _table(screen, coverage)
    for covered in coverage.scripts:
        _show_missed_lines(screen, covered)
        _show_missed_ways(screen, covered)
    _show_untrusted(screen, coverage.untrusted)


def ranges(lines: dict[int, int], last: int) -> Iterator[tuple[int, int]]:
    """From where to where what no run reached is shown: with a line before and behind, and `last` at most.

    Lines without a statement are shown if what stands around them is.
    """
    begin = end = 0
    for first, final in _gaps(lines):
        if begin and first - _AROUND > end + 1:
            yield begin, end
            begin = 0
        begin = begin or max(first - _AROUND, 1)
        end = min(final + _AROUND, last)
    if begin:
        yield begin, end


def _gaps(lines: dict[int, int]) -> list[tuple[int, int]]:
    """From where to where the statements were not reached."""
    found: list[tuple[int, int]] = []
    before = True  # whether the statement before was reached
    for line, hits in lines.items():
        if not hits:
            found.append((line, line) if before else (found.pop()[0], line))
        before = hits > 0
    return found


def _table(screen: Screen, coverage: Coverage) -> None:
    lost = {one.script.name: one for one in coverage.unmeasured if one.script is not None}
    names = [one_line(one.script.name, _WIDEST) for one in coverage.scripts]
    missing = [(one_line(name, _WIDEST), one) for name, one in lost.items()]
    wide = max(map(len, [*names, *(name for name, _ in missing), "script"]))
    heading = "".join(f"{word:>{_CELL}}" for word in ("lines", "branches", "functions"))
    screen.print((f"{'script':<{wide}}{heading}    runs", "dim"))
    for name, one in zip(names, coverage.scripts, strict=True):
        _row(
            screen, name.ljust(wide), (one.line_share, one.branch_share, one.function_share), f"{one.runs:>8}"
        )
    if len(names) > 1:
        _row(screen, "together".ljust(wide), (coverage.lines, coverage.branches, coverage.functions), "")
    for name, unknown in missing:
        screen.print(name.ljust(wide), (f"  none: {one_line(unknown.why)}", "yellow"))


def _row(screen: Screen, name: str, shares: Sequence[Share], runs: str) -> None:
    cells = [(_cell(share), _style(share)) for share in shares]
    screen.print(name, *cells, (runs, "dim"))


def _cell(share: Share) -> str:
    counted = f" {share.reached}/{share.of}" if share.of else ""
    return f"  {percents(share.percent) + counted:>{_CELL - 2}}"


def _style(share: Share) -> str:
    if not share.of:
        return "dim"
    return "green" if share.reached == share.of else "yellow" if share.reached else "red"


def _show_missed_lines(screen: Screen, covered: ScriptCoverage) -> None:
    missed = covered.line_share.of - covered.line_share.reached
    if not missed:
        return
    screen.print()
    many = "1 line that no run reached" if missed == 1 else f"{missed:,} lines that no run reached"
    screen.print((f"{one_line(covered.script.name)}: {many}", "bold"))
    text = lines_of(covered.script.text)
    shown = 0
    for number, (first, last) in enumerate(ranges(covered.lines, len(text))):
        if shown >= _MOST_LINES:
            screen.print(("     … and more: the page and the LCOV file have all of them", "dim"))
            return
        if number:
            screen.print(("     …", "dim"))
        for line in range(first, min(last, first + _MOST_LINES) + 1):
            _line(screen, line, text[line - 1], covered.lines.get(line))
        shown += last - first + 1


def _line(screen: Screen, line: int, text: str, hits: int | None) -> None:
    mark, style = (">", "red") if hits == 0 else (" ", "dim")
    screen.print((f"{mark}{line:>6} | ", style), (one_line(text, _LONGEST), "" if hits == 0 else "dim"))


def _show_missed_ways(screen: Screen, covered: ScriptCoverage) -> None:
    """What else: branches of lines that were reached, which went only one way."""
    missed = covered.missed
    if not missed:
        return
    screen.print()
    name = one_line(covered.script.name)
    for arm in missed[:_MOST_ARMS]:
        screen.print((f"{name}:{arm.at.line}:{arm.at.column}: ", "dim"), one_line(arm.never))
    if len(missed) > _MOST_ARMS:
        screen.print((f"… and {len(missed) - _MOST_ARMS:,} more", "dim"))


def _show_untrusted(screen: Screen, runs: Sequence[UnmeasuredRun]) -> None:
    """Why some runs don't count, the most frequent reason first; with one of them each to look into."""
    if not runs:
        return
    screen.print()
    one = len(runs) == 1
    many = "1 run was not measured" if one else f"{len(runs):,} runs were not measured"
    screen.print((f"{many}: nothing of what {'it' if one else 'they'} reached is counted", "yellow"))
    reasons = Counter(one.why for one in runs)
    for why, times in reasons.most_common(_MOST_REASONS):
        first = next(one.recording for one in runs if one.why == why)
        others = f" and {times - 1} more" if times > 1 else ""
        screen.print(f"  {one_line(first)}{others}: {one_line(why)}")
    if len(reasons) > _MOST_REASONS:
        screen.print((f"  … and {len(reasons) - _MOST_REASONS} other reasons", "dim"))
