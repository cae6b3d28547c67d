"""MWS014: numbers that lose digits: ids beyond 2^53."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tree_sitter import Node

from runtime.authoring.check.callees import callee
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import arguments, field

_WHOLE = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0|[1-9]\d*")
_LONGEST = 400  # digits: beyond them a number is Infinity
_CONVERTS = {("Number",), ("parseInt",), ("parseFloat",), ("Number", "parseInt"), ("Number", "parseFloat")}
_KEYS = re.compile(r"(?:key|keys|id|ids|licen[sc]es)$", re.IGNORECASE)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the number, or where a key of the context becomes one."""
    for node in subject.syntax.of("number"):
        text = subject.syntax.text(node).replace("_", "")
        if _WHOLE.fullmatch(text) and not _is_exact(text):
            yield RULE.at(
                subject,
                node,
                f"JavaScript can't hold this number and makes {_becomes(text)} of it: write it in quotes",
            )
    for call in subject.syntax.of("call_expression"):
        if callee(subject, call) in _CONVERTS:
            yield from _find_conversions(subject, next(iter(arguments(call)), None))
    for node in subject.syntax.of("unary_expression"):
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type == "+":
            yield from _find_conversions(subject, field(node, "argument"))


def _find_conversions(subject: Subject, node: Node | None) -> Iterator[CheckFinding]:
    path = subject.origins.of_context(node)
    if node is None or not path:
        return
    name = next((step for step in reversed(path) if step != PARSED and not step.isdecimal()), "")
    if _KEYS.search(name):
        message = f"{name} may have more digits than a number can hold: leave it as text"
        yield RULE.at(subject, node, message, severity=Severity.WARNING)


def _is_exact(text: str) -> bool:
    """Whether JavaScript would write it as it stands here."""
    if len(text) > _LONGEST:
        return False
    value = int(text, 0)
    try:
        near = float(value)
    except OverflowError:
        return False
    if not text.isdecimal():
        return int(near) == value
    return Decimal(repr(near)) == value


def _becomes(text: str) -> str:
    if len(text) > _LONGEST:
        return "Infinity"
    try:
        near = float(int(text, 0))
    except OverflowError:
        return "Infinity"
    return f"{Decimal(repr(near)):f}".removesuffix(".0")


RULE = Rule("MWS014", "inexact-number", Severity.ERROR, "A number that loses digits.", _find)
