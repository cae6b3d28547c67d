"""Both published scripts through every branch, against the fake in this process."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest

from runtime.events import WorldEvent
from runtime.http import Request
from runtime.kind import Kind
from runtime.ledger import Ledger
from runtime.limits import Limits
from runtime.reading import read_context, read_script
from runtime.routing import Policy
from runtime.run import Plan, Ran
from runtime.secrets import Secrets
from runtime.services import find
from runtime.world.fake import FakeWorld
from tests import running
from tests.branches.branches import BRANCHES, DEPROVISION, NONE, ONE, SEVERAL, USER, Branch, Reply

SECOND = {"goto-deprovision": "delete-users", "assigned-existing": "assign-licences"}


@dataclass
class Spied:
    """A world that remembers what it was asked, as it was: reports are masked."""

    world: FakeWorld
    requests: list[Request] = field(default_factory=list)

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """Remember and pass on."""
        self.requests.append(request)
        return self.world.exchange(request)

    async def aclose(self) -> None:
        """Nothing is held."""
        await self.world.aclose()


def user(key: str, mail: str) -> dict[str, Any]:
    """A user as a state has one."""
    return {"key": key, "email": mail, "first_name": "Some", "last_name": "Body"}


def state(branch: Branch) -> dict[str, Any]:
    """The fake's state in which it answers as the branch has it."""
    mail = "ben@example.com" if branch.context == "assigned-existing" else "ada@example.com"
    users = {NONE: [], ONE: [user(USER, mail)], SEVERAL: [user(USER, mail), user("7", mail)]}
    first = branch.replies[0] if branch.replies else NONE
    failures = []
    if first not in users:
        failures.append(failure("list-users", first))
    for reply in branch.replies[1:]:
        if reply.status >= 400 or reply.how != "answer":
            name = SECOND.get(branch.script) or SECOND.get(branch.context) or "create-users"
            failures.append(failure(name, reply))
    return {"users": users.get(first, []), "failures": failures}


def failure(operation: str, reply: Reply) -> dict[str, Any]:
    """A failure as a state has one."""
    if reply.how != "answer":
        return {"on": operation, "fault": reply.how}
    return {"on": operation, "status": reply.status, "html": reply.kind == "text/html"}


def performed(branch: Branch) -> tuple[Ran, Spied]:
    """Run the branch."""
    service = find("goto")
    world = Spied(FakeWorld(service, service.read("", state(branch)), lambda: 0.0, ""))
    context = read_context(f"@{branch.context}")
    limits = Limits(deadline=2.0 if branch.outcome == "deadline" else 30.0)
    policy = Policy({"fake": service.HOSTS})
    script = read_script(f"@{branch.script}")
    plan = Plan(
        script, context.text, Kind.WORKFLOW, policy, limits, timers=False, seed=(1, 2, 3, 4), started=0
    )
    ledger = Ledger(Secrets.of_context(context.value))
    return running.ran(plan, {"fake": world}, ledger), world


@pytest.mark.parametrize("branch", BRANCHES, ids=str)
def test_every_branch_asks_for_what_it_must_and_ends_as_it_must(branch: Branch) -> None:
    """Its requests byte for byte, its outcome, its findings."""
    ran, world = performed(branch)
    asked = [(one.method, one.target, list(one.headers), one.body) for one in world.requests]
    assert asked == [(one.method, one.target, one.headers, one.body) for one in branch.sent]
    assert {one.url.split("/admin")[0] for one in world.requests} <= {"https://api.getgo.com"}
    assert ran.ending.outcome == branch.outcome
    assert tuple(finding.code for finding in ran.findings) == branch.findings


@pytest.mark.parametrize("branch", [b for b in BRANCHES if b.outcome == "done"][:10], ids=str)
def test_a_branch_that_ends_well_gives_the_context_back_unchanged(branch: Branch) -> None:
    """The published scripts write nothing into it."""
    ran, _ = performed(branch)
    assert ran.result is not None
    assert json.loads(ran.result) == read_context(f"@{branch.context}").value


def test_deprovisioning_takes_the_user_away_and_provisioning_brings_her_back() -> None:
    """What the branches did to the service."""
    branch = next(b for b in BRANCHES if b.script == DEPROVISION and "deleted" in b.name)
    _, world = performed(branch)
    assert world.world.state.users == ()
