"""MWS012: `done` that is given something else than the context."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.check.naming import callee, global_path
from runtime.check.rule import Rule
from runtime.check.subject import Subject
from runtime.check.words import Edit, Finding, Severity
from runtime.kind import Kind
from runtime.syntax import FUNCTIONS, arguments, bare, field

_NO_CONTEXT = FUNCTIONS | {
    "string", "template_string", "number", "true", "false", "null", "undefined", "array", "object", "regex",
}  # fmt: skip
_LISTENS = {"on", "once", "addListener"}
_NEITHER = "MyWorkspace takes what done is given for the context"


def _find(subject: Subject) -> Iterator[Finding]:
    """At what it is given instead, or at the call."""
    if subject.kind is Kind.TRANSFORMATION:
        return
    for call in subject.syntax.of("call_expression"):
        if callee(subject, call) == ("done",):
            yield from _of_call(subject, call)
        else:
            yield from _as_listener(subject, call)


def _of_call(subject: Subject, call: Node) -> Iterator[Finding]:
    given = arguments(call)
    if not given:
        fix = _fix(call)
        yield RULE.at(subject, call, "done() without the context: write done(context)", fix=fix)
        return
    first = given[0]
    # A part of the context has a path; the context itself has an empty one, and anything else none.
    if first.type in _NO_CONTEXT or subject.origins.of_context(first):
        yield _finding(subject, first)


def _finding(subject: Subject, node: Node) -> Finding:
    message = f"done is given something else than context: {_NEITHER}; write done(context)"
    copies = node.type == "object" and any(one.type == "spread_element" for one in node.named_children)
    return RULE.at(subject, node, message, severity=Severity.WARNING if copies else None)


def _as_listener(subject: Subject, call: Node) -> Iterator[Finding]:
    """`.on('complete', done)` calls it with the answer."""
    called = field(call, "function")
    if called is None or subject.origins.step(called) not in _LISTENS:
        return
    for one in arguments(call)[1:2]:
        if bare(one) is not None and global_path(subject, one) == ("done",):
            message = (
                "done as a handler is given the answer, not context: write function () { done(context); }"
            )
            yield RULE.at(subject, one, message)


def _fix(call: Node) -> tuple[Edit, ...]:
    given = call.child_by_field_name("arguments")
    if given is None or given.named_children:  # a comment
        return ()
    return (Edit(given.start_byte, given.end_byte, "(context)"),)


RULE = Rule("MWS012", "done-other", Severity.ERROR, "`done` is given something else than the context.", _find)
