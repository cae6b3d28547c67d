"""The rules' pages: each rule has one, and what it shows is true."""

from __future__ import annotations

import re
from functools import cache

import pytest

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.docs import page
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import check_script
from runtime.authoring.check.script_context import CompileError
from runtime.model.script import Script

HEADINGS = ["What happens", "Example", "Repair"]


def scripts(rule: Rule) -> tuple[str, str]:
    """The example and the repair on a rule's page."""
    example, repair = re.findall(r"^```js\n(.*?)^```", page(rule), re.MULTILINE | re.DOTALL)
    return example, repair


@cache
def words() -> dict[str, CompileError | None]:
    """The engine's word on every script of every page, asked for at once."""
    texts = [text for rule in RULES for text in scripts(rule)]
    return dict(zip(texts, find_compile_errors(texts), strict=True))


def found(text: str) -> list[CheckFinding]:
    """What is found in a script of a page."""
    return check_script(Script(text, name="a.js"), compile_error=words()[text])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_page_in_the_form_of_all(rule: Rule) -> None:
    """Its title is the rule's code, name and summary."""
    text = page(rule)
    assert text.startswith(f"# {rule.code} {rule.name}: {rule.summary}\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings in (HEADINGS, [*HEADINGS, "When it is meant"])
    assert text.endswith("\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_has_the_mistake(rule: Rule) -> None:
    """At the severity that the rule has, or a milder one."""
    assert rule.code in {one.code for one in found(scripts(rule)[0])}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_repair_has_no_error(rule: Rule) -> None:
    """Nor the mistake itself."""
    every = found(scripts(rule)[1])
    assert [one for one in every if one.severity is Severity.ERROR or one.code == rule.code] == []


def test_codes_and_names_are_each_rules_own() -> None:
    """In the order of the codes."""
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"MWS\d{3}", code) for code in codes)
