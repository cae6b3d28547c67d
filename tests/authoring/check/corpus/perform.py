"""Performs a way through a script of the corpus, in the cage, with canned answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from runtime.inputs.context import Context
from runtime.inputs.files import read_context
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.world import answers
from tests import running
from tests.authoring.check.corpus import scripts as corpus
from tests.authoring.check.corpus.scripts import Way


@dataclass(frozen=True)
class Came:
    """What came of a run."""

    outcome: str
    findings: tuple[str, ...]
    result: str | None
    requests: int


def context_with(licences: list[str] | None) -> Context:
    """The context of a user who was assigned, with these licences; None leaves the field out."""
    value: dict[str, Any] = read_context("@assigned-new").value
    fields = value["Application"]["ApplicationSettings"]["Fields"]
    fields["ApplicationLicenses"] = licences
    if licences is None:
        del fields["ApplicationLicenses"]
    return Context.from_bytes("context", json.dumps(value).encode())


def perform(
    way: Way, script: Script | None = None, context: Context | None = None, deadline: float = 20.0
) -> Came:
    """Run the way's script (or another in its place) with its answers, for so many seconds at most."""
    limits = Limits(deadline=deadline, after_done=0.05)
    script = script or corpus.script(way.script)
    kind = corpus.kind_of(script)
    context = context or _context(kind)
    if way.silent:
        script = replace(script, text=script.text.replace(corpus.TIMEOUT, corpus.QUICK))
    plan = Plan(
        script=script,
        context=context.text,
        kind=kind,
        limits=limits,
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    worlds = {"answers": answers.read("answers", {"answers": way.world})}
    ran = running.run(plan, worlds, Policy({}, answers=True), Secrets.of_context(context.value))
    codes = tuple(finding.code for finding in ran.findings)
    return Came(ran.ending.outcome, codes, ran.context, len(ran.transcript.exchanges))


def _context(kind: Kind) -> Context:
    """Of a workflow one with two licences, so that loops go round."""
    if kind is Kind.TRANSFORMATION:
        return read_context("@transformation")
    return context_with(["8173650241830019326", "8173650241830019327"])
