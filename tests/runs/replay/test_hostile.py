"""A recording that no run has written is replayed like any other: it ends, soon, and in a divergence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from runtime.model.errors import BadInput
from runtime.model.outcome import Outcome
from runtime.recording import Recording, read
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.replay.report_of import report_of
from tests import running
from tests.examples import examples
from tests.paths import RECORDINGS

Line = dict[str, Any]


def lines(name: str = "done") -> list[Line]:
    """A recording's lines, without their seals."""
    told = [
        json.loads(line) for line in (RECORDINGS / "v2" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return [{key: value for key, value in line.items() if key != "chain"} for line in told]


def read_lines(told: list[Line]) -> Recording:
    """What is read of these lines, numbered anew."""
    numbered = [
        {**line, "seq": number} if "end" not in line and "format" not in line else line
        for number, line in enumerate(told)
    ]
    return read("r", [json.dumps(line).encode() + b"\n" for line in numbered])


def replay_lines(told: list[Line]) -> ReplayResult:
    """A replay that must come to an end, and be told as a report, too."""
    recording = read_lines(told)
    found = running.run_replay(recording)
    report_of(recording)
    return found


RESPONDED = {"event": "Responded", "request": 1, "status": 200, "reason": "", "headers": []}
RECEIVED = {"event": "Received", "request": 1, "body": {"text": "{}"}}
REQUEST = {"id": 9, "method": "GET", "scheme": "https", "host": "x", "port": 1, "target": "/", "headers": []}
ASKED = {"command": "SendRequest", "request": REQUEST}

# What stands where instead of the line with this index, or before it.
PUT_IN: dict[str, tuple[int, Line]] = {
    "an answer to a request that was never sent": (2, {**RESPONDED, "request": 7}),
    "a body for a request that was never sent": (2, {**RECEIVED, "request": 7}),
    "an answer before its request": (2, RESPONDED),
    "an answer twice": (5, RESPONDED),
    "a body before its answer": (4, RECEIVED),
    "a body twice": (6, RECEIVED),
    "a failure after the body": (6, {"event": "Failed", "request": 1, "failure": {"message": "x"}}),
    "an event after done": (13, RESPONDED),
    "the beginning twice": (4, {"event": "Begun"}),
    "a timer that was never set": (4, {"event": "Fired", "timer": 1}),
    "a timer of no number": (4, {"event": "Fired", "timer": -1}),
    "the end of a transformation that is none": (4, {"event": "Collected"}),
    "an abort of nothing": (4, {"event": "Aborted", "request": 1}),
    "a request held back that went out": (4, {"event": "HeldBack", "request": 1}),
    "a request of number 0 held back": (4, {"event": "HeldBack", "request": 0}),
    "a request that the script never makes": (4, ASKED),
    "a request with an answer that the script never makes": (3, ASKED),
    "a delay below nothing": (3, {"command": "SetTimer", "timer": 1, "delay": -5}),
    "a line of the console that is never written": (3, {"command": "Log", "level": "?", "text": "\ud800\0"}),
    "a result that is no JSON": (3, {"command": "Finish", "context": "{"}),
    "a result that is too deep": (3, {"command": "Finish", "context": "[" * 5000 + "]" * 5000}),
    "places that there can't be": (3, {"command": "Throw", "message": "", "stack": [[0, 0], [-1, 1 << 40]]}),
}


@pytest.mark.parametrize("what", PUT_IN)
def test_what_can_not_happen_is_a_divergence(what: str) -> None:
    """At whatever place it stands."""
    index, line = PUT_IN[what]
    told = lines()
    told.insert(index, {"t": told[index].get("t", 9.0), **line})
    found = replay_lines(told)
    assert not found.identical
    assert found.divergence is not None
    assert found.outcome is Outcome.DIVERGED


@pytest.mark.parametrize("index", range(1, len(lines()) - 1))
def test_a_line_that_is_missing_is_a_divergence(index: int) -> None:
    told = lines()
    del told[index]
    assert not replay_lines(told).identical


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("more", [{}, {"in_turn": True}, {"t": 0}, {"in_turn": True, "unrecorded": 10**9}])
def test_an_end_that_was_written_in_does_not_make_a_replay_wait(outcome: Outcome, more: Line) -> None:
    """Whatever it says that the run had come to: what the run comes to is told."""
    told = lines("never-done")
    told[-1]["end"] |= {"outcome": outcome, **more}
    found = replay_lines(told)
    assert found.identical or found.divergence is not None


@pytest.mark.parametrize("limit", list(lines()[0]["limits"]))
@pytest.mark.parametrize("least", [0, 1])
def test_limits_of_nothing_end_the_run_and_not_us(limit: str, least: int) -> None:
    """A child gets ready all the same."""
    told = lines()
    told[0]["limits"][limit] = least
    found = replay_lines(told)
    assert found.identical or found.divergence is not None


def test_a_replay_gets_no_more_than_is_reasonable() -> None:
    """However much the head says; it may say too little, too."""
    told = lines()
    told[0]["limits"] |= {"cpu": 1e6, "memory": 1 << 40}
    allowed = ChildLimits().of(read_lines(told).plan.limits)
    assert allowed.cpu == 60
    assert allowed.memory == 1 << 30


def test_a_script_that_is_none_is_refused_as_a_file_would_be() -> None:
    told = lines()
    told[0]["script"]["text"] = "let = ;"
    with pytest.raises(BadInput, match=r"goto-provision.js:1:\d+"):
        running.run_replay(read_lines(told))


NAMES = ("done", "timers", "parallel", "threw", "denied", "dry", "transformation", "limit", "deadline")
CHANGE = st.tuples(
    st.sampled_from(["take out", "twice", "exchange", "time", "number", "end"]),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([0, 0.5, 1, 3, -1, 9e11]),
)


def change_line(told: list[Line], how: str, one: int, other: int, value: float) -> None:
    """Do this to the lines behind the first."""
    one, other = (1 + place % (len(told) - 1) for place in (one, other))
    if how == "take out" and len(told) > 2:
        del told[one]
    elif how == "twice":
        told.insert(one, dict(told[other]))
    elif how == "exchange":
        told[one], told[other] = told[other], told[one]
    elif how == "time" and "t" in told[one]:
        told[one]["t"] = value
    elif how == "number":
        told[one] |= {key: int(value) for key in ("request", "timer") if isinstance(told[one].get(key), int)}
    elif how == "end" and "end" in told[-1]:
        told[-1]["end"] |= {"in_turn": True, "outcome": list(Outcome)[other % len(Outcome)]}


@settings(max_examples=examples(150), deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.sampled_from(NAMES), st.lists(CHANGE, min_size=1, max_size=4))
def test_whatever_its_lines_say_a_replay_comes_to_an_end(
    name: str, changes: list[tuple[str, int, int, float]]
) -> None:
    """In another order, with other numbers and times: identical or not, and never an error of ours."""
    told = lines(name)
    for change in changes:
        change_line(told, *change)
    try:
        found = replay_lines(told)
    except BadInput:
        return
    assert found.identical or found.divergence is not None
