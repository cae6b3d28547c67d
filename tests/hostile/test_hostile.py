"""Every hostile script is bounded, and its outcome is the one that it deserves."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.limits import Limits
from tests.hostile.case import Case, folder
from tests.hostile.trial import Court

# Half the runner's CPU, for which a machine that has much else to do may need many seconds; and little time
# for what nothing but the deadline ends.
LIMITS = Limits(deadline=20.0, cpu=0.5, memory=64 << 20)
SHORT = replace(LIMITS, deadline=1.5)
CASES = folder(Path(__file__).parent / "scripts")

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no CPU timer, and nothing counts"
)


@pytest.fixture(scope="session")
def court(tmp_path_factory: pytest.TempPathFactory) -> Court:
    """One for all, as the runner has it: what a script leaves behind shows in the next one's run."""
    court = Court(tmp_path_factory.mktemp("recordings"), LIMITS)
    court.open()
    return court


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_script_hurts_nobody(case: Case, court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends in time, leaves nothing, harms no other run, and what is said of it is true."""
    monkeypatch.chdir(court.home)
    trial = replace(court, limits=SHORT if "deadline" in case.expects else LIMITS).trial(case)
    assert trial.problems == ()
    assert trial.outcome in case.expects, trial.detail


def test_every_script_of_ours_says_what_is_to_come_of_it() -> None:
    """All expect an outcome, and there are scripts of each kind."""
    assert len(CASES) >= 100
    assert {case.name[0] for case in CASES} == set("achm")
    assert [case.name for case in CASES if not case.expects] == []
