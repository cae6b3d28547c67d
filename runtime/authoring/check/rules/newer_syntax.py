"""MWS011: syntax that is newer than the ECMAScript that MyWorkspace is taken to run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import FUNCTIONS, function_of

_Is = Callable[[Node], bool]
_NAMED_GROUP = re.compile(r"\(\?<[A-Za-z_$]")
_BEHIND = re.compile(r"\(\?<[=!]")


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """Each kind of syntax once, where it is used first."""
    first: dict[str, tuple[Node, str]] = {}
    for node in subject.syntax.of(*_TYPES):
        for what, since in _kinds(subject, node):
            earlier = first.get(what)
            if since > subject.surroundings.target and (
                earlier is None or node.start_byte < earlier[0].start_byte
            ):
                first[what] = (node, since)
    severity = Severity.WARNING if subject.surroundings.assumed else Severity.ERROR
    target = subject.surroundings.target.upper()
    because = (
        f"{target} is assumed, because MyWorkspace documents no version"
        if subject.surroundings.assumed
        else target
    )
    for what, (node, since) in first.items():
        reason = "" if subject.surroundings.assumed else " is the target"
        yield RULE.at(
            subject, node, f"{what} came with {since.upper()}: {because}{reason}", severity=severity
        )


def _kinds(subject: Subject, node: Node) -> Iterator[tuple[str, str]]:
    """What is new in a node, and since when."""
    for what, since, is_one in _BY_TYPE.get(node.type, ()):
        if is_one(node):
            yield what, since
    if node.type == "number":
        text = subject.syntax.text(node)
        if text.endswith("n"):
            yield "A BigInt (1n)", "es2020"
        if "_" in text:
            yield "A separator in a number (1_000)", "es2021"
    elif node.type == "regex":
        yield from _of_pattern(subject, node)


def _of_pattern(subject: Subject, node: Node) -> Iterator[tuple[str, str]]:
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    text = "" if pattern is None else subject.syntax.text(pattern)
    letters = "" if flags is None else subject.syntax.text(flags)
    if _NAMED_GROUP.search(text):
        yield "A named group in a regular expression", "es2018"
    if _BEHIND.search(text):
        yield "A lookbehind in a regular expression", "es2018"
    for letter, since in (("s", "es2018"), ("d", "es2022"), ("v", "es2024")):
        if letter in letters:
            yield f"The flag {letter} of a regular expression", since


def _operator(*names: str) -> _Is:
    def has(node: Node) -> bool:
        operator = node.child_by_field_name("operator")
        return operator is not None and operator.type in names

    return has


def _word(name: str) -> _Is:
    return lambda node: any(child.type == name for child in node.children)


def _inside(*types: str) -> _Is:
    return lambda node: node.parent is not None and node.parent.type in types


def _always(_node: Node) -> bool:
    return True


def _without_parameter(node: Node) -> bool:
    return node.child_by_field_name("parameter") is None


def _at_top(node: Node) -> bool:
    return function_of(node) is None


_ASYNC = ("An async function", "es2017", _word("async"))
_POWER = ("The operator **", "es2016", _operator("**", "**="))
_BY_TYPE: dict[str, tuple[tuple[str, str, _Is], ...]] = {
    **dict.fromkeys(FUNCTIONS, (_ASYNC,)),
    "binary_expression": (_POWER, ("The operator ??", "es2020", _operator("??"))),
    "augmented_assignment_expression": (
        _POWER,
        ("An assignment such as ??=", "es2021", _operator("??=", "||=", "&&=")),
    ),
    "spread_element": (("Spread in an object ({...a})", "es2018", _inside("object")),),
    "rest_pattern": (("The rest of an object ({...a})", "es2018", _inside("object_pattern")),),
    "for_in_statement": (("for await", "es2018", _word("await")),),
    "catch_clause": (("A catch without a variable", "es2019", _without_parameter),),
    "optional_chain": (("The operator ?.", "es2020", _always),),
    "import": (("import()", "es2020", _inside("call_expression")),),
    "field_definition": (("A field of a class", "es2022", _always),),
    "private_property_identifier": (("A private name (#name)", "es2022", _always),),
    "class_static_block": (("A static block of a class", "es2022", _always),),
    "await_expression": (("await outside of a function", "es2022", _at_top),),
    "hash_bang_line": (("A first line with #!", "es2023", _always),),
}
_TYPES = (*_BY_TYPE, "number", "regex")

RULE = Rule("MWS011", "newer-syntax", Severity.ERROR, "Syntax that is newer than the target.", _find)
