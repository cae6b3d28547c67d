"""MWS019: `OAuth2ProtocolConfiguration` that is used like an object, without JSON.parse."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Edit, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import bare, field

_PATH = ("OAuth2ProtocolConfiguration",)
# What a string has itself.
_OF_STRINGS = frozenset(
    """
    length at charAt charCodeAt codePointAt concat constructor endsWith hasOwnProperty includes indexOf
    lastIndexOf localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice
    split startsWith substr substring toLowerCase toString toUpperCase trim trimEnd trimStart valueOf
    """.split()  # noqa: SIM905 - a hundred quotes would hide the names
)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the field that it doesn't have."""
    if _is_asked(subject):
        return
    for node in subject.syntax.of("member_expression", "subscript_expression"):
        step, target = subject.origins.step(node), node.child_by_field_name("object")
        if step is None or step in _OF_STRINGS or step.isdecimal() or target is None:
            continue
        if subject.origins.of_context(target) == _PATH:
            yield _finding(subject, node, step, target)
    for node in subject.syntax.of("variable_declarator"):
        pattern, value = node.child_by_field_name("name"), field(node, "value")
        if pattern is None or pattern.type != "object_pattern" or value is None:
            continue
        if subject.origins.of_context(value) == _PATH:
            yield _finding(subject, pattern, "such fields", value)


def _finding(subject: Subject, at: Node, what: str, target: Node) -> CheckFinding:
    message = f"OAuth2ProtocolConfiguration is JSON in a string and has no {what}: read it with JSON.parse"
    fix = (
        Edit(target.start_byte, target.start_byte, "JSON.parse("),
        Edit(target.end_byte, target.end_byte, ")"),
    )
    return RULE.at(subject, at, message, fix=fix)


def _is_asked(subject: Subject) -> bool:
    """Whether the script asks with typeof what it has got: then it may take either."""
    for node in subject.syntax.of("unary_expression"):
        operator = node.child_by_field_name("operator")
        is_typeof = operator is not None and operator.type == "typeof"
        if is_typeof and subject.origins.of_context(bare(field(node, "argument"))) == _PATH:
            return True
    return False


RULE = Rule(
    "MWS019",
    "configuration-unparsed",
    Severity.ERROR,
    "OAuth2ProtocolConfiguration is used like an object.",
    _find,
)
