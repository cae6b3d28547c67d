"""MWS017: a GET whose `complete` handler uses neither `data` nor `response`: why was it sent?"""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.flow import Part, RequestState, head
from runtime.authoring.check.flow.values import Closure
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import walk


def _find(subject: Subject) -> Iterable[CheckFinding]:
    found: dict[int, Part] = {}
    for requests in subject.flow.sent.values():
        handlers = [_idle(subject, one) for one in requests]
        if all(handlers):
            found |= {place.id: place for place in handlers if place is not None}
    for place in found.values():
        message = (
            "This handler of a GET uses neither `data` nor `response`: what the service answers is not used."
        )
        yield RULE.at(subject, place.node, message)


def _idle(subject: Subject, request: RequestState) -> Part | None:
    """The handler of a GET, if no handler of it uses what comes."""
    if request.method != "get" or request.escaped:
        return None
    handlers = [function for event, function, _ in request.listeners if event == "complete"]
    others = [event for event, _, _ in request.listeners if event not in {"complete", "timeout"}]
    if not handlers or others:
        return None
    for function in handlers:
        if not isinstance(function, Closure) or _uses(subject, function.part):
            return None
    first = handlers[0]
    return head(first.part) if isinstance(first, Closure) else None


def _uses(subject: Subject, function: Part) -> bool:
    """Whether a function reads one of its parameters, `arguments` or `this`."""
    single, several = function.get("parameter"), function.get("parameters")
    parameters = [single] if single is not None else list(several.children) if several is not None else []
    for parameter in parameters:
        variable = subject.scopes.variable(parameter.node)
        if variable is None or variable.reads:
            return True
    return any(
        node.type == "this" or (node.type == "identifier" and subject.syntax.text(node) == "arguments")
        for node in walk(function.node)
    )


RULE = Rule("MWS017", "answer-unused", Severity.WARNING, "A GET whose answer is not used.", _find)
