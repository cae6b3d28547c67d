"""MWS002: a path on which `done` is reached twice.

The finding stands at the second `done`; if it is the same one, in a function that is called twice, at the
call that leads there the second time.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import Kind


def _find(subject: Subject) -> Iterable[CheckFinding]:
    if subject.kind is not Kind.WORKFLOW:
        return
    for part, sure in subject.flow.second_done.values():
        what = "`done` is called here" if part.text.startswith("done(") else "This leads to `done`"
        message = f"{what} after it was called already: a workflow ends once."
        yield RULE.at(subject, part.node, message, severity=Severity.ERROR if sure else Severity.WARNING)


RULE = Rule("MWS002", "done-twice", Severity.ERROR, "A path on which done is called twice.", _find)
