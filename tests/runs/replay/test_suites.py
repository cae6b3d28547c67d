"""Everything that the other suites run is recorded here, and happens again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.store import open_recording
from tests import running
from tests.conformance.case import PROGRAM, play
from tests.conformance.restler import AT_ONCE
from tests.paths import CONFORMANCE
from tests.scripts.branch_run import run_branch
from tests.scripts.branches import BRANCHES, Branch


def cases() -> Iterator[dict[str, Any]]:
    """Every case that was recorded with the real library."""
    for name in ("cases.json", "more-cases.json"):
        yield from json.loads((CONFORMANCE / name).read_text("utf-8"))["cases"]


def case_again(case: dict[str, Any], folder: Path) -> ReplayResult:
    path = folder / f"{case['id']}.jsonl"
    play(case, path)
    return running.run_replay(open_recording(path), program=PROGRAM)


def branch_again(branch: Branch, folder: Path) -> ReplayResult:
    path = folder / f"branch {BRANCHES.index(branch)}.jsonl"
    run_branch(branch, path)
    return running.run_replay(open_recording(path))


@pytest.mark.parametrize(
    "step",
    [pytest.param(8, id="every eighth case"), pytest.param(1, id="every case", marks=pytest.mark.long)],
)
def test_the_conformance_suite_and_every_branch_happen_again(step: int, tmp_path: Path) -> None:
    """Whatever a service did to them: refusals, cuts, oddities of the wire, redirects, retries, time-outs."""
    works = [partial(case_again, case, tmp_path) for case in list(cases())[::step]]
    works += [partial(branch_again, branch, tmp_path) for branch in BRANCHES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replays = list(pool.map(lambda work: work(), works))
    assert [(one.recording, one.divergence) for one in replays if not one.identical] == []
    assert len(replays) > 439 // step + 50
