"""Coverage on the terminal: the numbers, the lines that were never reached, the ways that were never gone."""

from __future__ import annotations

import io
import json

import jsonschema
import pytest

from runtime.authoring.coverage.measure import MeasuredRun, UnmeasuredRun
from runtime.authoring.coverage.merge import Coverage, Share, merge
from runtime.authoring.coverage.model import facts
from runtime.model.script import Script
from runtime.render.coverage import terminal
from runtime.render.coverage.terminal import ranges, show_coverage
from runtime.render.schemas import coverage_schema
from runtime.render.screen import Screen
from runtime.runs.report import as_json
from tests.authoring.coverage.copies import run_with_copy

SCRIPT = """\
let f = function () {
    return 1;
};

if (1) {
    console.log(1 || 2);
} else {
    console.log(2);
    console.log(
        3);
}
"""
SHOWN = """\
script           lines        branches       functions    runs
a.js          50 % 3/6        50 % 2/4         0 % 0/1       1

a.js: 3 lines that no run reached
      1 | let f = function () {
>     2 |     return 1;
      3 | };
     …
      7 | } else {
>     8 |     console.log(2);
>     9 |     console.log(
     10 |         3);

a.js:6:22: the || of line 6 was never decided by operand 2 of 2
a.js:7:3: the else of line 5 was never taken
"""


def reach_points(name: str, script: str) -> MeasuredRun:
    seen = run_with_copy(script)
    return MeasuredRun(
        f"{name}.jsonl", Script(script, name=name, sha256=name), seen.copy.points, frozenset(seen.numbers)
    )


def print_coverage(coverage: Coverage) -> str:
    out = io.StringIO()
    show_coverage(Screen(out), coverage)
    return out.getvalue()


def test_what_was_never_reached_is_shown_with_its_text() -> None:
    """In ranges, with a line before and behind; then the other ways, each with its place."""
    ways = sorted(SHOWN.splitlines()[-2:])
    text = print_coverage(merge([reach_points("a.js", SCRIPT)])).splitlines()
    assert (text[:-2], sorted(text[-2:])) == (SHOWN.splitlines()[:-2], ways)


def test_nothing_more_is_said_of_a_script_that_was_reached_everywhere() -> None:
    """A heading and a row for each, and one for all of them."""
    text = print_coverage(
        merge([reach_points("a.js", "console.log(1)"), reach_points("long/name.js", "a = 1")])
    )
    assert [line.split()[:3] for line in text.splitlines()] == [
        ["script", "lines", "branches"],
        ["a.js", "100", "%"],
        ["long/name.js", "100", "%"],
        ["together", "100", "%"],
    ]


def test_runs_that_do_not_count_are_told_with_their_reason() -> None:
    """A script without a single run that counts has no number at all."""
    lost = Script("", name="lost.js", sha256="x")
    text = print_coverage(
        merge(
            [
                reach_points("a.js", "a = 1"),
                *(UnmeasuredRun(f"{n}.jsonl", "it is late", lost) for n in (1, 2)),
            ]
        )
    )
    assert "lost.js  none: it is late" in text
    assert "2 runs were not measured: nothing of what they reached is counted" in text
    assert "1.jsonl and 1 more: it is late" in text


def test_hostile_text_acts_on_no_terminal() -> None:
    """Of names, lines and reasons alike."""
    evil = "\x1b[2J\u202e"
    run = reach_points(
        f"{evil}.js", f"if (0) {{\n console.log('{evil}')\n}}\nswitch (0) {{ case '{evil}': }}"
    )
    text = print_coverage(merge([run, UnmeasuredRun(evil, evil, Script("", name=evil, sha256="y"))]))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J" in text


def test_a_script_that_no_run_reached_is_cut_off() -> None:
    """Somebody has to read it."""
    text = print_coverage(merge([reach_points("a.js", "if (0) {\n" + "a()\n" * 5000 + "}")]))
    assert "5,000 lines that no run reached" in text
    assert len(text.splitlines()) < 300


@pytest.mark.parametrize(
    ("lines", "last", "found"),
    [
        ({1: 0}, 1, [(1, 1)]),
        ({1: 1, 5: 0, 9: 0, 12: 1}, 20, [(4, 10)]),
        ({2: 0, 3: 1, 4: 0, 5: 1}, 9, [(1, 5)]),
        ({2: 0, 3: 1, 6: 0, 7: 1}, 9, [(1, 3), (5, 7)]),
        ({1: 1, 2: 2}, 2, []),
    ],
)
def test_ranges_have_a_line_around_and_meet(
    lines: dict[int, int], last: int, found: list[tuple[int, int]]
) -> None:
    """What lies between two lines that weren't reached is shown, if nothing there was."""
    assert list(ranges(lines, last)) == found


def test_facts_are_as_their_schema_says() -> None:
    """The same numbers, in the shape that `mws schema coverage` tells."""
    told = json.loads(as_json(facts(merge([reach_points("a.js", SCRIPT), UnmeasuredRun("b", "why")]))))
    jsonschema.validate(told, coverage_schema())
    assert told["lines"] == {"reached": 3, "of": 6, "percent": 50.0}
    assert told["scripts"][0]["branches"][0]["arms"][1] == {"name": "else", "line": 7, "column": 3, "hits": 0}
    assert told["untrusted"] == [{"recording": "b", "script": None, "why": "why"}]


def test_numbers_of_any_length_stand_apart() -> None:
    """Also where they are wider than their column."""
    share, out = Share(11_000, 22_000), io.StringIO()
    terminal._row(Screen(out), "name", (share, share, share), "")
    assert out.getvalue().split() == ["name", *["50", "%", "11000/22000"] * 3]
