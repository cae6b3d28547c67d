"""Neither script nor service can tell this `rest` from restler 3.4.0 on Node 20: the recorded cases agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import deviations
from tests.conformance.deviations import Deviation
from tests.conformance.restler import judge

HERE = Path(__file__).parent
MOST_DEVIATIONS = 8


def read(name: str, key: str) -> Any:
    """One of the JSON files beside this one."""
    return json.loads((HERE / name).read_text("utf-8"))[key]


FIRST: list[dict[str, Any]] = read("cases.json", "cases")
CASES: list[dict[str, Any]] = [*FIRST, *read("more-cases.json", "cases")]
GOLDENS: dict[str, Any] = read("goldens.json", "goldens") | read("more-goldens.json", "goldens")
DEVIATIONS = deviations.load()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_is_identical_but_for_its_deviations(case: dict[str, Any]) -> None:
    """The bytes that a server gets, what a script sees."""
    assert judge(case, GOLDENS[case["id"]], DEVIATIONS).unexplained == []


@pytest.mark.parametrize("entry", DEVIATIONS, ids=lambda entry: entry.what[:40])
def test_a_deviation_is_listed_only_as_long_as_something_differs(entry: Deviation) -> None:
    """What has become the same is the same again."""
    cases = (case for case in CASES if concerns(entry, case))
    assert any(judge(case, GOLDENS[case["id"]], DEVIATIONS).deviation == entry for case in cases)


def test_few_cases_deviate() -> None:
    """Each is a promise broken."""
    concerned = {case["id"] for case in FIRST for entry in DEVIATIONS if concerns(entry, case)}
    assert len(concerned) <= MOST_DEVIATIONS


def test_no_case_is_recorded_twice() -> None:
    """The two sets have their own names."""
    assert len({case["id"] for case in CASES}) == len(CASES) == len(GOLDENS)


def concerns(entry: Deviation, case: dict[str, Any]) -> bool:
    """Whether a deviation speaks of a case."""
    return entry.concerns(case, GOLDENS[case["id"]])
