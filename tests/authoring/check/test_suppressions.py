"""`// mws-ignore MWS007: reason`: what it leaves out, and MWS022 for marks that are idle."""

from __future__ import annotations

from typing import Any, cast

import pytest

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import check_script
from runtime.authoring.check.suppressions import marks
from runtime.formats.javascript import Syntax
from runtime.model.script import Script
from tests.authoring.check.marked import unmarked

LOOKED = {"MWS010", "MWS012", "MWS022"}


def found(text: str) -> list[CheckFinding]:
    """What these rules find: their marks are the matter here."""
    return check_script(Script(text, name="a.js"), rules=[rule for rule in RULES if rule.code in LOOKED])


@pytest.mark.parametrize(
    "text",
    [
        "done(); // mws-ignore MWS012: reason",
        "done(); /* mws-ignore MWS012: reason */",
        "// mws-ignore MWS012: reason\ndone();",
        "// mws-ignore MWS012: reason\n\n// another comment\ndone();",
        "/* mws-ignore MWS012: reason */\r\ndone();",
        "  //mws-ignore MWS010, MWS012 : two reasons\n  done(require('x'), done());",
        "// mws-ignore MWS012: a first\ndone(); // mws-ignore MWS012: and a second",
    ],
)
def test_a_mark_leaves_out_what_its_line_has(text: str) -> None:
    """At the end of the line, or above it."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("done(); // mws-ignore MWS010: another", ["MWS012", "MWS022"]),
        ("// mws-ignore MWS012: reason\ndone(context);\ndone();", ["MWS022", "MWS012"]),
        ("done(); // ignore MWS012: no mark", ["MWS012"]),
        ("const s = '// mws-ignore MWS012: text'; done();", ["MWS012"]),
    ],
)
def test_it_leaves_out_nothing_else(text: str, codes: list[str]) -> None:
    """No other rule's finding, and no other line's."""
    assert [one.code for one in found(text)] == codes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("done(context); «// mws-ignore MWS010: reason", "MWS010 finds nothing on line 1"),
        ("«// mws-ignore MWS012: reason\ndone(context);", "MWS012 finds nothing on line 2"),
        ("done(context); «// mws-ignore", "names no rule"),
        ("done(context); «// mws-ignore: because", "names no rule"),
        ("done(context); «// mws-ignore MWS999: reason", "There is no rule MWS999"),
        ("done(context); «// mws-ignore mws012: reason", "did you mean MWS012?"),
        ("done(); «// mws-ignore MWS012", "gives no reason"),
        ("done(); «// mws-ignore MWS012:  ", "gives no reason"),
    ],
)
def test_an_idle_mark_is_told(text: str, told: str) -> None:
    """Of one without a reason, too, which ignores all the same."""
    plain, places = unmarked(text)
    every = [one for one in found(plain) if one.code == "MWS022"]
    assert {one.at for one in every} == set(places)
    assert {one.severity for one in every} == {Severity.WARNING}
    assert any(told in one.message for one in every)


def test_an_idle_mark_can_be_ignored_itself() -> None:
    """Say because the finding comes and goes."""
    assert found("done(context); // mws-ignore MWS007, MWS022: comes and goes") == []


def test_thousands_of_marks_take_no_longer_than_as_many_lines() -> None:
    """Each speaks of the same line, far below: it is looked for once, and not once for each of them."""
    many = 20_000
    text = "// mws-ignore MWS012: x\n" * many + "done(context);"
    lines: list[int] = []
    syntax = Syntax(text)
    line = syntax.line

    class Counted:
        def __getattr__(self, name: str) -> Any:
            return getattr(syntax, name)

        def line(self, number: int) -> str:
            lines.append(number)
            return line(number)

    assert {mark.line for mark in marks(cast("Syntax", Counted()))} == {many + 1}
    assert len(lines) <= 2 * many + 1
