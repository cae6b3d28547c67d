"""A line of a script with a marker below: what is left out of a long one is marked, and the marker fits."""

from __future__ import annotations

import pytest

from runtime.model.script import Place, excerpt

LINE = "abcdefghij" * 40


@pytest.mark.parametrize(
    ("column", "begins", "ends"),
    [(1, "abc", "j…"), (200, "…", "…"), (400, "…", "hij")],
)
def test_what_is_left_out_is_marked(column: int, begins: str, ends: str) -> None:
    """On the sides on which something is."""
    line, marker = excerpt(LINE, Place(1, column)).split("\n")
    shown = line.partition(" | ")[2]
    assert shown.startswith(begins)
    assert shown.endswith(ends)
    assert line[marker.index("^")] == LINE[column - 1]


def test_a_short_line_is_whole() -> None:
    assert excerpt("a;\nbc;", Place(2, 2)) == "     2 | bc;\n          ^"
