"""The correct scripts of the corpus are correct: they end well, and no failure stays unseen."""

from __future__ import annotations

import re
from functools import cache

import pytest

from runtime.model.kind import Kind
from runtime.model.script import Script
from tests.authoring.check.corpus import scripts as corpus
from tests.authoring.check.corpus.perform import Came, context_with, perform
from tests.authoring.check.corpus.scripts import Way


@cache
def _good(script: str, number: int) -> Came:
    """What comes of a way on which all is well; many failures are compared with it."""
    return perform(next(way for way in corpus.good_ways() if (way.script, way.number) == (script, number)))


def _successes(script: str) -> set[str | None]:
    """What the context is like where all that was wanted has been done."""
    ways = [way for way in corpus.good_ways() if way.script == script and way.succeeds]
    return {_good(script, way.number).result for way in ways}


def _style(script: Script) -> str:
    return script.line(2 if corpus.kind_of(script) is Kind.TRANSFORMATION else 1)


def test_every_correct_script_has_a_way_and_says_its_style() -> None:
    """No file is left out, and each says what it is an example of."""
    names = {file.stem for file in corpus.CORRECT.glob("*.js")}
    assert names == {way.script for way in corpus.good_ways()}
    assert len(names) >= 20
    assert all(re.match(r"// Style: .+", _style(corpus.script(name))) for name in names)


@pytest.mark.parametrize("way", corpus.good_ways(), ids=str)
def test_a_correct_script_ends_well(way: Way) -> None:
    """It asks for all that this way has answers to, and the run has no findings."""
    came = _good(way.script, way.number)
    assert (came.outcome, came.findings) == ("done", ())
    assert came.requests >= len(way.answers)


@pytest.mark.parametrize("way", list(corpus.failing_ways()), ids=str)
def test_a_failure_is_never_unseen(way: Way) -> None:
    """The run ends once, and either throws or says in the context that something was wrong."""
    came = perform(way)
    assert came.outcome in {"done", "threw"}
    assert came.findings == ()
    if came.outcome == "done" and way.must_show:
        assert came.result not in _successes(way.script)


@pytest.mark.parametrize("licences", [[], None], ids=["none", "no field for them"])
@pytest.mark.parametrize("way", [way for way in corpus.good_ways() if way.answers], ids=str)
def test_a_correct_script_lives_without_licences(way: Way, licences: list[str] | None) -> None:
    """It ends as well, and nothing that it asks for comes out wrong for the lack of them."""
    came = perform(way, context=context_with(licences))
    assert (came.outcome, came.findings) == ("done", ())
