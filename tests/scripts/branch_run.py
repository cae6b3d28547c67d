"""Runs a branch against the fake in this process."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runtime.inputs.files import read_context, read_script
from runtime.model.events import WorldEvent
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.runs.result import RunResult
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.world.fake import FakeWorld
from runtime.world.services import find
from tests import running
from tests.scripts.branches import NONE, ONE, SEVERAL, USER, Branch, Reply

SECOND = {"goto-deprovision": "delete-users", "assigned-existing": "assign-licences"}


@dataclass
class ObservedWorld:
    """A world that remembers what it was asked, as it was: reports are masked."""

    world: FakeWorld
    requests: list[Request] = field(default_factory=list)

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        self.requests.append(request)
        return self.world.exchange(request)

    async def aclose(self) -> None:
        await self.world.aclose()


def user(key: str, mail: str) -> dict[str, Any]:
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
    if reply.how != "answer":
        return {"on": operation, "fault": reply.how}
    return {"on": operation, "status": reply.status, "html": reply.kind == "text/html"}


def run_branch(branch: Branch, record: Path | None = None) -> tuple[RunResult, ObservedWorld]:
    service = find("goto")
    world = ObservedWorld(FakeWorld(service, service.read("", state(branch)), lambda: 0.0, ""))
    context = read_context(f"@{branch.context}")
    limits = Limits(deadline=2.0 if branch.outcome == "deadline" else 30.0)
    policy = Policy({"fake": service.HOSTS})
    script = read_script(f"@{branch.script}")
    plan = Plan(
        script=script,
        context=context.text,
        kind=Kind.WORKFLOW,
        limits=limits,
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    secrets = Secrets.of_context(context.value)
    return running.run(plan, {"fake": world}, policy, secrets, record=record), world
