"""MWS005: a handler reads a field of `response`, which is null without an answer, and doesn't ask.

Having asked whether `data` is an Error is the same question; so is a listener to `success` or `fail`. In a
`try` the question is answered by `catch`.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject


def _find(subject: Subject) -> Iterable[CheckFinding]:
    for part in subject.flow.response_reads.values():
        text = " ".join(part.text.split())[:60]
        message = (
            f"`{text}` throws when no answer came: the response is null then, the script ends here, and "
            "`done` is never called."
        )
        yield RULE.at(subject, part.node, message)


RULE = Rule(
    "MWS005",
    "response-unchecked",
    Severity.ERROR,
    "A field of the response is read that may be null.",
    _find,
)
