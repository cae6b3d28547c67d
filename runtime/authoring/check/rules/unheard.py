"""MWS003: a request of which nobody hears when it fails: without a `complete`, `fail` or `error` listener."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.flow import RequestState
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject

_HEARING = {"complete", "fail", "error", "*"}


def hears_failures(request: RequestState) -> bool:
    """Whether one of its listeners is called when the request fails, in some way at least."""
    return request.escaped or any(
        event in _HEARING or event[:1] in {"4", "5"} for event, _, _ in request.listeners
    )


def _find(subject: Subject) -> Iterable[CheckFinding]:
    for requests in subject.flow.sent.values():
        deaf = next((one for one in requests if not hears_failures(one)), None)
        if deaf is not None:
            events = sorted({f"`{event}`" for event, _, _ in deaf.listeners})
            heard = (
                f"Only {' and '.join(events)} is listened to" if events else "Nobody listens to this request"
            )
            message = f"{heard}: when it fails, the script doesn't notice."
            yield RULE.at(subject, deaf.call.node, message)


RULE = Rule(
    "MWS003", "unheard", Severity.ERROR, "A request without a complete, fail or error listener.", _find
)
