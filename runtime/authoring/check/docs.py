"""The rules' pages: what happens in MyWorkspace, an example, the repair."""

from __future__ import annotations

from pathlib import Path

from runtime.authoring.check.rule import Rule
from runtime.authoring.check.rules import RULES
from runtime.formats.suggest import nearest
from runtime.model.errors import BadInput

_PAGES = Path(__file__).parent / "pages"


def rule_named(text: str) -> Rule:
    """The rule of this code or name. Raises BadInput with the one that comes near."""
    for rule in RULES:
        if text.upper() == rule.code or text.lower() == rule.name:
            return rule
    names = {name: rule for rule in RULES for name in (rule.code, rule.name)}
    near = nearest(text, names)
    way_out = f"Did you mean {near}?" if near else "mws check --rules lists them."
    raise BadInput(text, "there is no such rule", way_out)


def page(rule: Rule) -> str:
    """A rule's page, as Markdown."""
    return (_PAGES / f"{rule.code}.md").read_text("utf-8")
