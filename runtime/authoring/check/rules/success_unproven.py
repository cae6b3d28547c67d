"""MWS006: `done` is reached from a `complete` handler without a look at how the request ended.

`complete` comes after a refusal (401, 429, 500) and after a network's Error as it does after a success. What
counts as a look, anywhere on the path, in functions that are handed `data` or `response` too:

- the status was read (but for the console), or a listener to `success`, `fail`, `error` or a status told it;
- a field of the data was there, or equal to something: a refusal has other fields. The other branch of such
  a question proves nothing, for a refusal goes there too; if the context is changed after it, that may be how
  the failure is told, and the finding is a warning;
- `data instanceof Error`, or whether `response` is null: half a look. It tells that no answer came, but a
  refusal is an answer: a warning remains for the path that goes on.

If `data` or `response` goes to a function that isn't in the script, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.flow import Part, evidence_of, head
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import Kind

_BLIND = (
    "This handler leads to `done` without a check of the status or for an Error: a refusal, or no answer at "
    "all, looks like a success."
)
_HALF = (
    "This handler leads to `done` after a check for an Error only: a refusal (401, 429, 500) is an answer, "
    "and looks like a success."
)


def _find(subject: Subject) -> Iterable[CheckFinding]:
    if subject.kind is not Kind.WORKFLOW:
        return
    found: dict[int, tuple[Part, Severity, str]] = {}
    for end in subject.flow.ends:
        if not end.done_count or end.uncaught is not None:
            continue
        for request in end.requests:
            evidence = evidence_of(request)
            if request.handler is None or request.late or evidence not in {"blind", "half", "written"}:
                continue
            sure = evidence == "blind" and not end.unsure
            place = head(request.handler)
            earlier = found.get(place.id)
            if earlier is None or (sure and earlier[1] is not Severity.ERROR):
                severity = Severity.ERROR if sure else Severity.WARNING
                found[place.id] = (place, severity, _HALF if evidence == "half" else _BLIND)
    for place, severity, message in found.values():
        yield RULE.at(subject, place.node, message, severity=severity)


RULE = Rule(
    "MWS006",
    "success-unproven",
    Severity.ERROR,
    "`done` is called without a check whether the request succeeded.",
    _find,
)
