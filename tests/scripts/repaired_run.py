"""Runs a repaired script and reports what came of it, what it says of itself, and what it asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from runtime.inputs.context import Context
from runtime.inputs.files import read_script
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.world import World
from tests import running

PROVISION, DEPROVISION = "goto-provision", "goto-deprovision"
TELLS = {PROVISION: "Provisioning", DEPROVISION: "Deprovisioning"}

ADA, BEN = "6581286685341800002", "6581286685341800001"
LICENCE = "8173650241830019326"

LOOK, CREATE = "GET /users", "POST /users"

SERVICE = "https://api.getgo.com/admin/rest/v1/accounts/4205157634209012741"


@dataclass(frozen=True)
class RepairedRun:
    """What came of a run: its outcome, its findings, what it says of itself, and what it asked for."""

    outcome: str
    findings: tuple[str, ...]
    status: str
    reason: str
    asked: tuple[str, ...]


def run_repaired(
    script: str, context: Context, policy: Policy, worlds: Mapping[str, World], *, silent: bool = False
) -> RepairedRun:
    """Run a repaired script. For a silent service it waits but a moment here: 100 milliseconds."""
    own = read_script(f"@repaired/{script}")
    assert own.text.count("10000") == 1
    if silent:
        own = replace(own, text=own.text.replace("10000", "100"))
    limits = Limits(deadline=20.0, after_done=0.05)
    plan = Plan(
        script=own,
        context=context.text,
        kind=Kind.WORKFLOW,
        limits=limits,
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    ran = running.run(plan, worlds, policy, Secrets.of_context(context.value))
    told = json.loads(ran.context or "{}").get(TELLS[script], {"Status": "", "Reason": ""})
    asked = [exchange.request for exchange in ran.transcript.exchanges.values()]
    return RepairedRun(
        ran.ending.outcome,
        tuple(one.code for one in ran.findings),
        told["Status"],
        told["Reason"],
        tuple(f"{one.method} {one.url.removeprefix(SERVICE).partition('?')[0]}" for one in asked),
    )
