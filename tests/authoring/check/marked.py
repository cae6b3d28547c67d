"""Scripts in which a mark stands where something must be found: `rest.get(«url)`."""

from __future__ import annotations

import inspect
from typing import Any

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import check_script
from runtime.authoring.check.script_context import Surroundings
from runtime.model.kind import Kind
from runtime.model.script import Place, Script, lines_of

MARK = "«"


def found(text: str, kind: Kind = Kind.WORKFLOW, around: Surroundings | None = None) -> list[CheckFinding]:
    """All that the rules find in a text, the engine not asked."""
    return check_script(Script(text, name="a.js"), kind, around)


def of(code: str, text: str, kind: Kind = Kind.WORKFLOW, **around: Any) -> list[CheckFinding]:
    """What the one rule finds in a text."""
    every = check_script(Script(text, name="a.js"), kind, Surroundings(**around), RULES)
    return [one for one in every if one.code == code]


def holds(code: str, text: str, severity: Severity | None = None, **more: Any) -> list[CheckFinding]:
    """Fail unless the rule finds something at every mark, and nowhere else; the answer is what it found."""
    plain, places = unmarked(inspect.cleandoc(text))
    every = of(code, plain, **more)
    assert [one.at for one in every] == places, [(tuple(one.at), one.message) for one in every]
    if severity is not None:
        assert {one.severity for one in every} == ({severity} if places else set())
    return every


def unmarked(text: str) -> tuple[str, list[Place]]:
    """The text without its marks, and where they stood."""
    places = []
    while MARK in text:
        lines = lines_of(text[: text.index(MARK)])
        places.append(Place(len(lines), 1 + len(lines[-1].encode("utf-16-le")) // 2))
        text = text.replace(MARK, "", 1)
    return text, places
