"""MWS009: a secret of the context or its configuration that goes to `console`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.callees import callee
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.object_fields import fields
from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.authoring.check.text_parts import pieces
from runtime.formats.javascript import arguments
from runtime.secrets.keys import is_secret

_CONFIGURATION = "OAuth2ProtocolConfiguration"
_WHOLE = {("JSON", "stringify"), ("String",), ("Object", "values"), ("Object", "entries")}
_WRITES = {"log", "info", "warn", "error", "debug", "dir", "trace", "table"}
_DEEPEST = 5


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the argument that holds it."""
    for call in subject.syntax.of("call_expression"):
        path = callee(subject, call)
        if path is None or path[0] != "console" or path[-1] not in _WRITES:
            continue
        for argument in arguments(call):
            what = next(_secrets(subject, argument, 0), "")
            if what:
                yield RULE.at(subject, argument, f"{what} goes to the console, and from there into logs")


def _secrets(subject: Subject, node: Node, depth: int) -> Iterator[str]:
    """What an expression shows of secrets, in words."""
    if depth > _DEEPEST:
        return
    for piece in pieces(subject, node):
        description = _describe(subject.origins.of_context(piece.source))
        if description:
            yield description
        for inner in _within(subject, piece.source):
            yield from _secrets(subject, inner, depth + 1)


def _within(subject: Subject, node: Node) -> Iterator[Node]:
    if node.type == "call_expression" and callee(subject, node) in _WHOLE:
        yield from arguments(node)[:1]
    elif node.type == "array":
        yield from node.named_children
    elif subject.origins.of_context(node) is None:
        yield from (one.value for one in fields(subject, node))


def _describe(path: tuple[str, ...] | None) -> str:
    if path is None:
        return ""
    if path == ():
        return f"The whole context, with the token in its {_CONFIGURATION},"
    if path[0] == _CONFIGURATION and path[1:] in {(), (PARSED,)}:
        return f"{_CONFIGURATION}, which holds a token,"
    if is_secret(path[-1]):
        return f"A secret ({path[-1]})"
    return ""


RULE = Rule(
    "MWS009",
    "secret-in-console",
    Severity.ERROR,
    "A secret of the context goes to the console.",
    _find,
)
