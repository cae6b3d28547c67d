"""MWS012: `done` that is given something else than the context."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tree_sitter import Node

from runtime.authoring.check.callees import arguments_for, callee, global_path, own_function, return_values
from runtime.authoring.check.finding import CheckFinding, Edit, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import FUNCTIONS, arguments, bare, field
from runtime.model.kind import Kind

_NO_CONTEXT = FUNCTIONS | {
    "string",
    "template_string",
    "number",
    "true",
    "false",
    "null",
    "undefined",
    "array",
    "object",
    "regex",
}
_LISTENS = {"on", "once", "addListener"}
_COPIES = {("Object", "assign"), ("JSON", "parse"), ("Object", "fromEntries")}
_NEITHER = "MyWorkspace takes the argument of done as the context"


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At what it is given instead, or at the call."""
    if subject.kind is Kind.TRANSFORMATION:
        return
    for call in subject.syntax.of("call_expression"):
        if callee(subject, call) == ("done",):
            yield from _of_call(subject, call)
        else:
            yield from _as_listener(subject, call)


def _of_call(subject: Subject, call: Node) -> Iterator[CheckFinding]:
    values = arguments(call)
    if not values:
        fix = _fix(call)
        yield RULE.at(subject, call, "done() without the context: write done(context)", fix=fix)
        return
    first = values[0]
    if _is_other(subject, first) or any(_is_other(subject, one) for one in _arguments_of(subject, first)):
        yield _finding(subject, first)
    elif _is_copy(subject, first):
        message = "done is called with a copy, which may lack changes of context: write done(context)"
        yield RULE.at(subject, first, message, severity=Severity.WARNING)


def _is_other(subject: Subject, node: Node) -> bool:
    """Whether it is certainly not the context: that has an empty path, a part another, all else none."""
    return node.type in _NO_CONTEXT or bool(subject.origins.of_context(node))


def _arguments_of(subject: Subject, node: Node) -> list[Node]:
    """What a parameter is given where its function is called by name."""
    variable = subject.scopes.variable(node) if node.type == "identifier" else None
    if variable is None or len(variable.writes) != 1:
        return []
    return [one for one in map(bare, arguments_for(subject, variable)) if one is not None]


def _is_copy(subject: Subject, node: Node) -> bool:
    if node.type != "call_expression" or callee(subject, node) not in _COPIES:
        return False
    into = next(iter(arguments(node)), None)
    return into is not None and subject.origins.of_context(into) != ()


def _finding(subject: Subject, node: Node) -> CheckFinding:
    message = f"done is called with something other than context: {_NEITHER}; write done(context)"
    copies = node.type == "object" and any(one.type == "spread_element" for one in node.named_children)
    return RULE.at(subject, node, message, severity=Severity.WARNING if copies else None)


def _as_listener(subject: Subject, call: Node) -> Iterator[CheckFinding]:
    """`.on('complete', done)` calls it with the answer."""
    called = field(call, "function")
    step = None if called is None else subject.origins.step(called)
    if step == "then" and called is not None:
        yield from _as_reaction(subject, call, called)
    if step not in _LISTENS:
        return
    for one in arguments(call)[1:2]:
        if bare(one) is not None and global_path(subject, one) == ("done",):
            message = "done as a handler gets the answer, not context: write function () { done(context); }"
            yield RULE.at(subject, one, message)


def _as_reaction(subject: Subject, call: Node, called: Node) -> Iterator[CheckFinding]:
    """`.then(done)` calls it with whatever the promise comes to."""
    before = field(called, "object")
    last = arguments(before)[-1:] if before is not None and before.type == "call_expression" else []
    gives = [
        one
        for function in map(partial(own_function, subject), last)
        if function
        for one in return_values(function)
    ]
    if any(subject.origins.of_context(one) == () for one in (*last, *gives)):
        return
    for one in arguments(call)[:1]:
        if global_path(subject, one) == ("done",):
            message = (
                "then calls done with the promise's result, not context: write function () { done(context); }"
            )
            yield RULE.at(subject, one, message, severity=Severity.WARNING)


def _fix(call: Node) -> tuple[Edit, ...]:
    list_ = call.child_by_field_name("arguments")
    if list_ is None or list_.named_children:  # a comment
        return ()
    return (Edit(list_.start_byte, list_.end_byte, "(context)"),)


RULE = Rule(
    "MWS012", "done-other", Severity.ERROR, "`done` is called with something other than the context.", _find
)
