"""What came of trying faults is told on the terminal, and for machines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from runtime.authoring.faults.model import FaultTrials, Target, Trial, Verdict
from runtime.render.exploration import FaultSheet
from runtime.render.screen import Screen
from runtime.runs.report import At, as_json
from tests.authoring.faults.scripts import CAREFUL, CARELESS, OK, FaultRunner


@pytest.fixture
def runner(tmp_path: Path) -> FaultRunner:
    return FaultRunner(tmp_path)


def print_sheet(of: FaultTrials, title: str = "") -> str:
    file = io.StringIO()
    FaultSheet(Screen(file)).show(of, title)
    return file.getvalue()


def test_the_sheet_has_a_sign_for_each_trial(runner: FaultRunner) -> None:
    """A row for each request, a column for each fault, the script's line beside it."""
    text = print_sheet(runner.try_all(CARELESS, OK, OK), "a case")
    assert text.startswith("a case  each request failing in turn\n")
    heading, first, second = text.splitlines()[1:4]
    assert heading.split() == list(runner.try_all(CAREFUL, OK, OK).faults)
    for line, number, at in ((first, "1", "/a  line 2"), (second, "2", "/b  line 3")):
        assert line.split()[:13] == [number, *"UUUUUUU..UUH"]
        assert line.endswith(at)
        starts = [heading.index(name) for name in heading.split()]
        assert "".join(line[start] for start in starts) == "UUUUUUU..UUH"


def test_a_complaint_says_what_failed_how_and_where_it_led(runner: FaultRunner) -> None:
    """Faults with which the same came of a request are told together."""
    done = runner.try_all(CARELESS, OK, OK)
    text = print_sheet(done)
    told = [
        "unseen: request 2 GET https://api.example.com/b (old.js:3:8), "
        "failing: 401, 403, 404, 409, 429, 500, html, cut, refused:",
        "  old.js:3:70: done(context), and nothing shows it: the context is as it was",
    ]
    lines = text.splitlines()
    place = lines.index(told[0])
    assert lines[place : place + 2] == told
    assert lines[place + 2].startswith("  mws show ")
    assert lines[place + 2].endswith("2-401.jsonl")
    assert "hung: request 2 GET https://api.example.com/b (old.js:3:8), never answered:\n" in text
    assert text.count("mws show") == 4
    assert "20 of 24 trials held against the script" in text


def test_what_is_well_is_told_in_few_words(runner: FaultRunner) -> None:
    """No complaint, no legend."""
    text = print_sheet(runner.try_all(CAREFUL, OK, OK))
    assert len(text.splitlines()) == 6
    assert "none of 24 trials held against the script" in text


def test_what_is_allowed_is_marked_and_what_is_unused_is_told(runner: FaultRunner) -> None:
    """With the words of the case."""
    text = print_sheet(runner.try_all(CARELESS, OK, OK, allow=("unseen", "hung", "threw at 1")))
    assert "aaaaaaa..aaa" in text.splitlines()[2].replace(" ", "")
    assert "unused    threw at 1: no trial needs this allowance" in text
    assert "none of 24 trials held against the script, 20 allowed by the case" in text


def test_a_script_can_do_nothing_to_the_terminal() -> None:
    """Neither by an address, nor by what it throws, nor by its name."""
    bad = "\x1b[2J\n\r\u202e"
    one = Target(1, f"GET{bad}", f"https://{bad}", At(bad, 1, 1))
    trial = Trial(1, "401", Verdict.THREW, "threw", bad, At(bad, 1, 1), bad, [bad], recording=bad)
    text = print_sheet(
        FaultTrials(
            bad,
            bad,
            passed=False,
            requests=[one],
            faults={"401": bad},
            trials=[trial],
            unused=[bad],
            notes=[bad],
            seconds=0.1,
        ),
        bad,
    )
    assert not {"\x1b", "\r", "\u202e"} & set(text)


def test_many_requests_and_complaints_are_cut_short() -> None:
    """And it is said how many there are."""
    every = [Target(number, "GET", "https://api.example.com/" + "x" * 900, None) for number in range(1, 61)]
    trials = [Trial(one.number, "401", Verdict.UNSEEN, "done", "text") for one in every]
    text = print_sheet(
        FaultTrials(
            "r",
            "s",
            passed=False,
            requests=every,
            faults={"401": "answered 401"},
            trials=trials,
            unused=[],
            notes=[],
            seconds=0.1,
        )
    )
    assert "... and 20 more requests" in text
    assert "... and 40 more like these" in text
    assert max(map(len, text.splitlines())) < 200


def test_machines_get_all_of_it(runner: FaultRunner) -> None:
    """As JSON, each trial by itself."""
    raw = json.loads(as_json(runner.try_all(CARELESS, OK, OK)))
    assert raw["passed"] is False
    assert len(raw["trials"]) == 24
    assert raw["trials"][0]["verdict"] == "unseen"
    assert raw["requests"][0]["at"] == {"file": "old.js", "line": 2, "column": 6}
