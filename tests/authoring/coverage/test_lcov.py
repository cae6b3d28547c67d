"""The LCOV file, read as geninfo(1) describes it: what other tools read is what was measured."""

from __future__ import annotations

import re

import pytest

from runtime.authoring.coverage.instrument import instrument
from runtime.authoring.coverage.lcov import lcov
from runtime.authoring.coverage.measure import MeasuredRun
from runtime.authoring.coverage.merge import Coverage, merge
from runtime.model.script import Script
from tests.authoring.coverage.copies import run_with_copy

SCRIPT = """\
let f = function () { return 1 };
let g = [() => 2, () => 3];
function f2(a = 1) {
    switch (a) { case 1: return f() || 0
    }
}
if (f2()) console.log(1); else console.log(2);
if (0) { f(0 ? 1 : 2) }
"""
# What may stand in a tracefile, as its manual has it.
LINE = re.compile(
    r"TN:\w*|SF:[^\n]+|FN:\d+,[^\n,]+|FNDA:\d+,[^\n,]+|FN[FH]:\d+|BRDA:\d+,\d+,\d+,(?:\d+|-)|BR[FH]:\d+|"
    r"DA:\d+,\d+|L[FH]:\d+|end_of_record"
)


def measure(name: str = "workflows/s.js", script: str = SCRIPT) -> Coverage:
    seen = run_with_copy(script)
    made = Script(script, name=name)
    return merge([MeasuredRun("r.jsonl", made, seen.copy.points, frozenset(seen.numbers))])


def fields(text: str, name: str) -> list[list[str]]:
    """The fields of all lines with this name."""
    return [line.partition(":")[2].split(",") for line in text.splitlines() if line.startswith(f"{name}:")]


def test_a_tracefile_has_what_was_measured() -> None:
    """Lines, functions and branches, each with its hits, and sums that agree with them."""
    text = lcov(measure())
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    assert (text.splitlines()[:2], text.splitlines()[-1]) == (
        ["TN:mws", "SF:workflows/s.js"],
        "end_of_record",
    )
    assert fields(text, "DA") == [["1", "1"], ["2", "1"], ["4", "1"], ["7", "1"], ["8", "1"]]
    assert fields(text, "FNDA") == [["1", "f"], ["0", "anonymous@2:10"], ["0", "anonymous@2:19"], ["1", "f2"]]
    assert [one[1] for one in fields(text, "FN")] == [one[1] for one in fields(text, "FNDA")]
    for sums, lines in ("L", "DA"), ("FN", "FNDA"), ("BR", "BRDA"):
        told = fields(text, lines)
        hits = [one[0 if sums == "FN" else -1] for one in told]
        assert fields(text, f"{sums}F") == [[str(len(told))]]
        assert fields(text, f"{sums}H") == [[str(sum(one not in {"0", "-"} for one in hits))]]


def test_a_branch_that_no_run_came_to_has_no_number() -> None:
    """0 says that the branch was there, and this way wasn't gone."""
    taken = [(line, way, hits) for line, _, way, hits in fields(lcov(measure()), "BRDA")]
    assert taken == [
        ("3", "0", "1"),
        ("4", "0", "0"),
        ("4", "1", "1"),
        ("4", "0", "1"),
        ("4", "1", "0"),
        ("7", "0", "1"),
        ("7", "1", "0"),
        ("8", "0", "0"),
        ("8", "1", "1"),
        ("8", "0", "-"),
        ("8", "1", "-"),
    ]


@pytest.mark.parametrize(
    ("name", "root", "path"),
    [
        ("./s.js", "", "s.js"),
        ("workflows\\s.js", "", "workflows/s.js"),
        ("C:\\work\\p\\workflows\\s.js", "C:\\work\\p", "workflows/s.js"),
        ("/build/p/workflows/s.js", "/build/p", "workflows/s.js"),
        ("/elsewhere/s.js", "/build/p", "/elsewhere/s.js"),
        ("a,b.js", "", "a,b.js"),
        ("s.js\nDA:1,9\u2028end_of_record", "", "s.js_DA:1,9_end_of_record"),
    ],
)
def test_a_path_has_slashes_and_stays_in_its_line(name: str, root: str, path: str) -> None:
    """Whatever the script is called, on whatever system."""
    assert fields(lcov(measure(name), root), "SF") == [path.split(",")]


def test_functions_of_one_name_are_told_apart() -> None:
    """Readers know a function by its name alone; commas and ends of lines would be fields and lines."""
    script = "let o = {a() {}, b: {a() {}}, ['x,\\n' + 1]() {}, 'q,r'() {}}; o.a()"
    names = [one[1:] for one in fields(lcov(measure(script=script)), "FN")]
    assert all(len(one) == 1 for one in names)
    assert len({one[0] for one in names}) == len(names) == 4


def test_several_scripts_are_several_records() -> None:
    """In the order in which they were met, in a file with line feeds alone."""
    both_of_them = merge(
        MeasuredRun("r", Script("a", name=name, sha256=name), instrument("a").points, frozenset())
        for name in ("b.js", "a.js")
    )
    text = lcov(both_of_them)
    assert fields(text, "SF") == [["b.js"], ["a.js"]]
    assert text.count("end_of_record\n") == 2
    assert "\r" not in text
