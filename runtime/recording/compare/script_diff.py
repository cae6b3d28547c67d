"""Compares the texts of two scripts, as a unified diff of limited size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import unified_diff

from runtime.model.script import Script, lines_of

_AROUND = 3  # equal lines before and after a difference
_MOST = 2000  # lines from the first difference to the last: difflib can take quadratic time
_SHOWN = 400
_LONGEST = 500  # characters of a line
_HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


@dataclass(slots=True)
class ScriptDifference:
    """Whether two scripts have the same text; if not, the lines that differ, as a unified diff.

    `note` says why there are no lines, or that there are more.
    """

    same: bool
    note: str
    lines: list[str]


def script_difference(before: Script, after: Script) -> ScriptDifference:
    """Compare the texts of two scripts; their names don't matter."""
    if before.text == after.text:
        return ScriptDifference(same=True, note="", lines=[])
    one, other = lines_of(before.text), lines_of(after.text)
    if one == other:
        return ScriptDifference(same=False, note="only the line ends differ", lines=[])
    first = _common(one, other)
    last = _common(one[first:][::-1], other[first:][::-1])
    most = max(len(one), len(other)) - first - last
    if most > _MOST:
        note = f"they differ in {most:,} lines, from line {first + 1} on: too many to compare"
        return ScriptDifference(same=False, note=note, lines=[])
    start = max(0, first - _AROUND)
    left = max(0, last - _AROUND)
    lines = _diff_lines(one[start : len(one) - left], other[start : len(other) - left], start)
    note = f"and {len(lines) - _SHOWN:,} lines more" if len(lines) > _SHOWN else ""
    return ScriptDifference(same=False, note=note, lines=[line[:_LONGEST] for line in lines[:_SHOWN]])


def _common(one: list[str], other: list[str]) -> int:
    """The number of equal lines at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _diff_lines(one: list[str], other: list[str], start: int) -> list[str]:
    """The lines of the diff without file names; line numbers are those of the whole texts."""
    lines = [*unified_diff(one, other, lineterm="", n=_AROUND)][2:]
    return [
        _HUNK.sub(lambda found: _shift_hunk(found, start), line) if line[:1] == "@" else line
        for line in lines
    ]


def _shift_hunk(found: re.Match[str], start: int) -> str:
    before, after = int(found[1]) + start, int(found[3]) + start
    return f"@@ -{before}{found[2] or ''} +{after}{found[4] or ''} @@"
