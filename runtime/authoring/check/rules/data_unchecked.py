"""MWS004: a handler reads a field of `data` without asking first whether there is any: it may be null.

Any question to `data` itself counts: its truth, its type, a comparison, `?.`, or a `try` around. That it is
no Error is half an answer, as the status is, or being called for `success`: an empty body is null all the
same.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject

_NULL = "the answer is null (an empty body)"
_BOTH = "the answer is an Error (no answer came, or none that can be read) or null (an empty body)"


def _find(subject: Subject) -> Iterable[CheckFinding]:
    for part, told in {part.id: (part, told) for part, told in subject.flow.data_reads.values()}.values():
        text = " ".join(part.text.split())[:60]
        missing = _NULL if told else _BOTH
        yield RULE.at(
            subject, part.node, f"`{text}` is read before the script has checked whether {missing}."
        )


RULE = Rule(
    "MWS004",
    "data-unchecked",
    Severity.WARNING,
    "A field of the answer is read that may be an Error or null.",
    _find,
)
