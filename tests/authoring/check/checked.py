"""What the rules about paths find in a script, in as few words as a test wants to read."""

from __future__ import annotations

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rules import (
    after_done,
    answer_unused,
    data_unchecked,
    done_never,
    done_twice,
    no_timeout,
    response_unchecked,
    success_unproven,
    unheard,
)
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import infer_kind
from runtime.model.script import Script

RULES = {
    one.RULE.code: one.RULE
    for one in (
        done_never,
        done_twice,
        unheard,
        data_unchecked,
        response_unchecked,
        success_unproven,
        after_done,
        answer_unused,
        no_timeout,
    )
}


def findings(text: str, name: str = "workflow.js") -> list[CheckFinding]:
    """All that these rules find, in order of their places."""
    script = Script(text, name=name)
    subject = Subject(script, infer_kind(script).kind)
    return sorted(one for rule in RULES.values() for one in rule.find(subject))


def found(text: str, code: str) -> list[str]:
    """The findings of one rule: `LINE:COLUMN severity`."""
    return [f"{one.at.line}:{one.at.column} {one.severity}" for one in findings(text) if one.code == code]


def errors(text: str) -> list[str]:
    """The findings that are errors: `CODE LINE:COLUMN`."""
    return [
        f"{one.code} {one.at.line}:{one.at.column}"
        for one in findings(text)
        if one.severity is Severity.ERROR
    ]
