"""MWS021: a request without the option `timeout` and a listener to `timeout`.

restler waits for ever by itself; with its option `timeout` fires and nothing else, `complete` neither.
Nothing is said of options that can't be seen, or while a timer of the script's own watches over the request.
"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject


def _find(subject: Subject) -> Iterable[CheckFinding]:
    for number, requests in subject.flow.sent.items():
        if number in subject.flow.watched or any(one.escaped for one in requests):
            continue
        call = requests[0].call
        if any(one.timeout == "no" for one in requests):
            message = "This request has no `timeout`: if the answer never comes, `done` is never called."
            yield RULE.at(subject, call.node, message)
        elif any(one.timeout == "yes" and not _listens(one.listeners) for one in requests):
            message = (
                "Nobody listens to `timeout`: when the request times out, `complete` doesn't fire, and "
                "`done` is never called."
            )
            yield RULE.at(subject, call.node, message)


def _listens(listeners: tuple[tuple[str, object, object], ...]) -> bool:
    return any(event == "timeout" for event, _, _ in listeners)


RULE = Rule("MWS021", "no-timeout", Severity.WARNING, "A request that may wait for ever.", _find)
