"""The rules judged by scripts that were written without them: the correct, the mutants, the published."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.script import check_script
from runtime.authoring.check.script_context import CompileError
from runtime.inputs.files import read_script
from runtime.model.script import Script
from tests.authoring.check.corpus import scripts as corpus
from tests.authoring.check.corpus.mutants import Mutant, mutants

_NAMES = sorted({way.script for way in corpus.good_ways()})

# Which warnings a correct script may have, and no more than are true of it.
_WARNINGS: dict[str, frozenset[str]] = {
    # Of syntax the target is only assumed.
    "async-await": frozenset({"MWS011"}),
    # Who listens to 200 alone hears nothing of a 204, should one come.
    "status-events": frozenset({"MWS001"}),
    # What is thrown fails for all to see. That done isn't called then may be meant, as it is here, or not.
    "thrown-failures": frozenset({"MWS001"}),
}


@cache
def _refusals() -> dict[str, CompileError | None]:
    """The engine's word on all of the corpus, asked for at once."""
    texts = [corpus.script(name).text for name in _NAMES]
    texts += [mutant.changed.text for mutant in mutants()]
    texts += [read_script(f"@{one.name}").text for one in PUBLISHED]
    return dict(zip(texts, find_compile_errors(texts), strict=True))


@cache
def found(script: Script) -> list[CheckFinding]:
    """All that checking finds in a script, by its own first line for its kind."""
    return check_script(script, corpus.kind_of(script), compile_error=_refusals()[script.text])


def _told(findings: list[CheckFinding]) -> list[str]:
    return [f"{one.at.line}:{one.at.column} {one.severity} {one.code} {one.message}" for one in findings]


@pytest.mark.parametrize("name", _NAMES)
def test_a_correct_script_has_no_error(name: str) -> None:
    """Whatever its style."""
    errors = [one for one in found(corpus.script(name)) if one.severity is Severity.ERROR]
    assert _told(errors) == []


@pytest.mark.parametrize("name", _NAMES)
def test_a_correct_script_has_warnings_only_where_nobody_can_be_sure(name: str) -> None:
    """A warning that is always there is read by nobody."""
    findings = [one for one in found(corpus.script(name)) if one.code not in _WARNINGS.get(name, ())]
    assert _told(findings) == []


@pytest.mark.parametrize("mutant", mutants(), ids=str)
def test_a_mistake_is_found_where_it_is(mutant: Mutant) -> None:
    """By the rule that is for it, at a line at which its author would look."""
    findings = found(mutant.changed)
    for codes in mutant.finds:
        at = mutant.lines(codes)
        right = [one for one in findings if one.code in codes.split("|") and (not at or one.at.line in at)]
        assert right, (codes, sorted(at), _told(findings))


@pytest.mark.parametrize("mutant", mutants(), ids=str)
def test_one_mistake_is_no_reason_for_other_errors(mutant: Mutant) -> None:
    """Only what is wrong, and what follows from it, is an error."""
    others = [
        one
        for one in found(mutant.changed)
        if one.severity is Severity.ERROR and one.code not in mutant.codes
    ]
    assert _told(others) == []


@dataclass(frozen=True)
class Published:
    """What a published script must have by code, the lines with it, and what it may have beside it."""

    name: str
    must: dict[str, frozenset[int]]
    may: dict[str, frozenset[int]]


def _lines(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


PUBLISHED = [
    Published(
        "goto-provision",
        {
            # 1, 2: each of the three handlers comes to done whatever the status is, with an Error as well.
            "MWS006": _lines(48, 75, 98),
            # 3: no request has a time-out.
            "MWS021": _lines(42, 55, 83),
            # 6: the address goes into the filter as it is.
            "MWS007": _lines(83),
            # 7: whoever has no licences is created all the same; before the other request they are asked for.
            "MWS013": _lines(69),
        },
        {
            # The handler asks whether there is an answer, but not whether it is an Error: 2, seen otherwise.
            "MWS004": _lines(98, 103, 109, 111),
            # The keys of the account and of licences stand in an address as they are: digits, it seems.
            "MWS007": _lines(42, 55),
        },
    ),
    Published(
        "goto-deprovision",
        {"MWS006": _lines(48, 60), "MWS021": _lines(30, 41), "MWS007": _lines(30)},
        {"MWS004": _lines(60, 64, 67), "MWS007": _lines(41)},
    ),
]


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.name)
def test_a_published_script_has_its_real_faults(published: Published) -> None:
    """1, 2, 3, 6 and 7 of those that reading them shows; 4 and 5 are no matter of one script's text."""
    have = {(one.code, one.at.line) for one in found(read_script(f"@{published.name}"))}
    must = {(code, line) for code, lines in published.must.items() for line in lines}
    assert must - have == set()


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.name)
def test_a_published_script_has_no_others(published: Published) -> None:
    """It calls done once on every path, however it looks; nothing is found that isn't there."""
    real = {
        (code, line)
        for part in (published.must, published.may)
        for code, lines in part.items()
        for line in lines
    }
    findings = [
        one for one in found(read_script(f"@{published.name}")) if (one.code, one.at.line) not in real
    ]
    assert _told(findings) == []
