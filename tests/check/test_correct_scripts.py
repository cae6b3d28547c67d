"""The correct scripts of the corpus are correct: they end well, and no failure stays unseen."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache

import pytest

from runtime.context import Context
from runtime.kind import Kind
from runtime.ledger import Ledger
from runtime.limits import Limits
from runtime.plan import Plan
from runtime.reading import read_context
from runtime.routing import Policy
from runtime.script import Script
from runtime.secrets import Secrets
from runtime.world import answers
from tests import running
from tests.check import corpus
from tests.check.corpus import Way

_LIMITS = Limits(deadline=5.0, after_done=0.05)


@dataclass(frozen=True)
class Came:
    """What came of a run."""

    outcome: str
    findings: tuple[str, ...]
    result: str | None
    requests: int


def _context(kind: Kind) -> Context:
    if kind is Kind.TRANSFORMATION:
        return read_context("@transformation")
    value = read_context("@assigned-new").value
    # Two, so that loops go round.
    value["Application"]["ApplicationSettings"]["Fields"]["ApplicationLicenses"].append("8173650241830019327")
    return Context.from_bytes("context", json.dumps(value).encode())


def _ran(way: Way) -> Came:
    script = corpus.script(way.script)
    kind = corpus.kind_of(script)
    quick = replace(script, text=script.text.replace(corpus.TIMEOUT, corpus.QUICK))
    context = _context(kind)
    world = answers.read("answers", {"answers": way.world})
    plan = Plan(
        quick,
        context.text,
        kind,
        Policy({}, answers=True),
        _LIMITS,
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    ledger = Ledger(Secrets.of_context(context.value))
    ran = running.ran(plan, {"answers": world}, ledger)
    found = tuple(finding.code for finding in ran.findings)
    return Came(ran.ending.outcome, found, ran.result, len(ledger.transcript.exchanges))


@cache
def _good(script: str, number: int) -> Came:
    return _ran(next(way for way in corpus.good_ways() if (way.script, way.number) == (script, number)))


def _successes(script: str) -> set[str | None]:
    """What the context is like where all that was wanted has been done."""
    ways = [way for way in corpus.good_ways() if way.script == script and way.succeeds]
    return {_good(script, way.number).result for way in ways}


def _named(script: Script) -> str:
    return script.text.splitlines()[1 if corpus.kind_of(script) is Kind.TRANSFORMATION else 0]


def test_every_correct_script_has_a_way_and_says_its_style() -> None:
    """No file is left out, and each says what it is an example of."""
    names = {file.stem for file in corpus.CORRECT.glob("*.js")}
    assert names == {way.script for way in corpus.good_ways()}
    assert len(names) >= 20
    assert all(re.match(r"// Style: .+", _named(corpus.script(name))) for name in names)


@pytest.mark.parametrize("way", corpus.good_ways(), ids=str)
def test_a_correct_script_ends_well(way: Way) -> None:
    """It asks for all that this way has answers to, and the run has no findings."""
    came = _good(way.script, way.number)
    assert (came.outcome, came.findings) == ("done", ())
    assert came.requests >= len(way.answers)


@pytest.mark.parametrize("way", list(corpus.failing_ways()), ids=str)
def test_a_failure_is_never_unseen(way: Way) -> None:
    """The run ends once, and either throws or says in the context that something was wrong."""
    came = _ran(way)
    assert came.outcome in {"done", "threw"}
    assert came.findings == ()
    if came.outcome == "done" and way.must_show:
        assert came.result not in _successes(way.script)
