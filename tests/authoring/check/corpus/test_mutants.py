"""The mutants are what they say: one mistake each, in JavaScript that runs as far as it can."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from runtime.inputs.files import read_context
from runtime.model.commands import Throw
from tests.authoring.check.corpus import scripts as corpus
from tests.authoring.check.corpus.mutants import Mutant, mutants
from tests.authoring.check.corpus.perform import perform
from tests.guest.guest import Guest

_CODES = [f"MWS{number:03}" for number in range(23)]
_IMPORTANT = {"MWS001", "MWS002", "MWS003", "MWS004", "MWS005", "MWS006", "MWS007", "MWS012"}


@pytest.mark.parametrize("mutant", mutants(), ids=str)
def test_a_mistake_can_be_made_in_one_place(mutant: Mutant) -> None:
    """The text stands in the correct script once, the places in the changed one."""
    assert corpus.script(mutant.script).text.count(mutant.find) == 1
    assert mutant.replace != mutant.find
    for codes in mutant.finds:
        assert mutant.lines(codes) is not None


@pytest.mark.parametrize("mutant", mutants(), ids=str)
def test_a_mutant_is_javascript_unless_that_is_its_mistake(mutant: Mutant) -> None:
    """The engine takes it, or refuses it in the line that is told."""
    context = json.loads(read_context("@assigned-new").text)
    commands = Guest(mutant.changed.text, context=context).commands
    thrown = [c for c in commands if isinstance(c, Throw) and c.syntax]
    assert bool(thrown) == ("MWS000" in mutant.finds)
    for throw in thrown:
        assert throw.at is not None
        assert throw.at.line in mutant.lines("MWS000")


def test_every_rule_has_mutants() -> None:
    """Each code at least twice, the important ones more often, and in scripts of several styles."""
    made = Counter(code for mutant in mutants() for codes in mutant.finds for code in codes.split("|"))
    assert [code for code in _CODES if made[code] < (4 if code in _IMPORTANT else 2)] == []
    assert len(mutants()) >= 60
    styles = {mutant.script for mutant in mutants()}
    assert styles == {way.script for way in corpus.good_ways()}


@pytest.mark.parametrize("mutant", [mutant for mutant in mutants() if mutant.shows], ids=str)
def test_a_mistake_is_one_where_a_run_can_show_it(mutant: Mutant) -> None:
    """The corpus judges the rules; runs judge the corpus."""
    assert mutant.shows is not None
    deadline = 0.5 if mutant.shows["as"] == "deadline" else 20.0
    came = perform(mutant.way, mutant.changed, deadline=deadline)
    assert mutant.shows["as"] in {came.outcome, *came.findings}
