"""Every hostile script is bounded, and its outcome is the one that it deserves."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.model.limits import Limits
from tests.hostile.case import Case, folder
from tests.hostile.harness import Harness

# What is expected to end at a limit gets there soon. No other script comes near one, however slow the
# machine is.
LIMITS = Limits(deadline=100.0, cpu=20.0, memory=64 << 20)
SHORT = Limits(deadline=1.5, cpu=0.25)
ROOM = 60.0  # seconds after its deadline in which a run is over on any machine
CASES = folder(Path(__file__).parent / "scripts")

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no CPU timer, and nothing counts"
)


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Harness:
    """One for all, as the runner has it: what a script leaves behind shows in the next one's run."""
    harness = Harness(tmp_path_factory.mktemp("recordings"), LIMITS, late=ROOM)
    harness.open()
    return harness


def limits(case: Case) -> Limits:
    """Short ones where they are what ends the script, and wide ones elsewhere."""
    return replace(
        LIMITS,
        deadline=SHORT.deadline if "deadline" in case.expects else LIMITS.deadline,
        cpu=SHORT.cpu if "cpu-limit" in case.expects else LIMITS.cpu,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_script_hurts_nobody(case: Case, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends in time, leaves nothing, harms no other run, and what is said of it is true."""
    monkeypatch.chdir(harness.home)
    result = replace(harness, limits=limits(case)).run_case(case)
    assert result.problems == ()
    assert result.outcome in case.expects, result.detail


def test_every_script_of_ours_says_what_is_to_come_of_it() -> None:
    """All expect an outcome, and there are scripts of each kind."""
    assert len(CASES) >= 100
    assert {case.name[0] for case in CASES} == set("achm")
    assert [case.name for case in CASES if not case.expects] == []
