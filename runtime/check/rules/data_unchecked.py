"""MWS004: a handler reads a field of `data` without asking first whether it is an Error, or null.

Any question to `data` before counts: `instanceof Error`, its truth, its type, `?.`, or a `try` around. The
status doesn't, and neither does being called for `success`: a body that can't be read is an Error with status
200, and an empty one is null. In `error` it is an Error, and known to be.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.check.rule import Rule
from runtime.check.subject import Subject
from runtime.check.words import Finding, Severity


def _find(subject: Subject) -> Iterable[Finding]:
    for part in {one.id: one for one in subject.flow.data_reads.values()}.values():
        shown = " ".join(part.text.split())[:60]
        message = (
            f"`{shown}` is read before the script has asked whether the answer is an Error (no answer "
            "came) or null (an empty body)."
        )
        yield RULE.at(subject, part.node, message)


RULE = Rule(
    "MWS004",
    "data-unchecked",
    Severity.WARNING,
    "a field of the answer is read that may be an Error or null",
    _find,
)
