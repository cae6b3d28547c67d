"""Both published scripts through every branch, against the fake in this process."""

from __future__ import annotations

import json

import pytest

from runtime.inputs.files import read_context
from tests.scripts.branch_run import run_branch
from tests.scripts.branches import BRANCHES, DEPROVISION, Branch


@pytest.mark.parametrize("branch", BRANCHES, ids=str)
def test_every_branch_asks_for_what_it_must_and_ends_as_it_must(branch: Branch) -> None:
    """Its requests byte for byte, its outcome, its findings."""
    ran, world = run_branch(branch)
    asked = [(one.method, one.target, list(one.headers), one.body) for one in world.requests]
    assert asked == [(one.method, one.target, one.headers, one.body) for one in branch.sent]
    assert {one.url.split("/admin")[0] for one in world.requests} <= {"https://api.getgo.com"}
    assert ran.ending.outcome == branch.outcome
    assert tuple(finding.code for finding in ran.findings) == branch.findings


@pytest.mark.parametrize("branch", [b for b in BRANCHES if b.outcome == "done"][:10], ids=str)
def test_a_branch_that_ends_well_gives_the_context_back_unchanged(branch: Branch) -> None:
    """The published scripts write nothing into it."""
    ran, _ = run_branch(branch)
    assert ran.context is not None
    assert json.loads(ran.context) == read_context(f"@{branch.context}").value


def test_deprovisioning_takes_the_user_away_and_provisioning_brings_her_back() -> None:
    """What the branches did to the service."""
    branch = next(b for b in BRANCHES if b.script == DEPROVISION and "deleted" in b.name)
    _, world = run_branch(branch)
    assert world.world.state.users == ()
