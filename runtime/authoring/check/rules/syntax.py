"""MWS000: the engine's own word on a text that it can't compile."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.model.script import Place


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """The engine is asked before, in its cage: here its answer becomes a finding."""
    refused = subject.compile_error
    if refused is not None:
        at = refused.at or Place(1, 1)
        end = Place(at.line, at.column + 1)
        yield CheckFinding(at, RULE.code, RULE.severity, refused.message, end)


def too_deep(subject: Subject, most: int) -> CheckFinding:
    """Instead of what the rules would find in a text that nests so deeply."""
    message = f"The script nests more than {most} levels deep: no rule has checked it"
    return RULE.at(subject, subject.syntax.root, message, severity=Severity.WARNING)


RULE = Rule("MWS000", "syntax", Severity.ERROR, "The engine can't compile the script.", _find)
