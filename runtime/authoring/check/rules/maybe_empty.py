"""MWS013: licence or key arrays that may be missing or empty, used without asking.

Whether it was asked is judged by where a use stands: in a condition's branch, behind a way out, or in a
function that is only called in such places. What is asked isn't weighed: any question about the array counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from runtime.authoring.check.callees import ancestors, inside, name_of
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import FUNCTIONS, function_of, walk

_ARRAY = re.compile(r"(?:licen[sc]es|keys)$", re.IGNORECASE)
_WORD = re.compile(r"licen[sc]es|keys", re.IGNORECASE)
_CONDITIONAL = {"if_statement", "while_statement", "ternary_expression", "for_statement", "do_statement"}
_LOGIC = {"&&", "||", "??"}
_LEAVES = {"return_statement", "throw_statement", "break_statement", "continue_statement"}
_MOST = 200


@dataclass(slots=True)
class _Array:
    """An array of the context: everywhere that it is named, and where it is asked about."""

    name: str
    uses: list[Node] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the first use in each function that isn't asked for."""
    for array in _arrays(subject):
        reported: set[int] = set()
        for use in array.uses:
            function = function_of(use)
            place = 0 if function is None else function.id
            if use.id in array.asked or place in reported or _is_guarded(subject, array, use):
                continue
            if _is_asked_as_field(subject, use):
                continue
            reported.add(place)
            message = f"{array.name} may be missing or empty, and is used without a check"
            yield RULE.at(subject, use, message)


def _arrays(subject: Subject) -> list[_Array]:
    found: dict[tuple[str, ...], _Array] = {}
    if not _WORD.search(subject.script.text):
        return []
    for node, kind in subject.syntax.typed:
        if kind not in _NAMING:
            continue
        path = subject.origins.of_context(node)
        if not path or PARSED in path or not _ARRAY.search(path[-1]) or _is_declared(node):
            continue
        array = found.setdefault(path, _Array(path[-1]))
        array.uses.append(node)
        if _condition_of(node) is not None:
            array.asked.add(node.id)
    return list(found.values())


_NAMING = {"identifier", "member_expression", "subscript_expression", "shorthand_property_identifier"}


def _is_declared(node: Node) -> bool:
    """Whether it is only given another name here: that name's uses count."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "variable_declarator":
        return True
    if parent.type == "assignment_expression":
        return parent.child_by_field_name("left") == node
    return parent.type in FUNCTIONS or parent.type in {"formal_parameters", "pair_pattern"}


def _condition_of(node: Node) -> Node | None:
    """What decides by it: the if, the loop, the && whose condition it stands in; None if nothing does."""
    for here, child in ancestors(node):
        if here.type in FUNCTIONS or here.type in {"object", "array", "template_string"}:
            return None
        if here.type in _CONDITIONAL and here.child_by_field_name("condition") == child:
            return None if here.type == "for_statement" else here
        if _is_logic(here) and here.child_by_field_name("left") == child:
            return here
        if here.type in {"unary_expression", "switch_statement"} or _compares(here):
            return here
    return None


def _is_logic(node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    return operator is not None and operator.type in _LOGIC


def _compares(node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    looped = node.parent is not None and node.parent.type == "for_statement"
    return (
        operator is not None
        and operator.type in {"==", "===", "!=", "!==", ">", "<", ">=", "<="}
        and not looped
    )


def _is_guarded(subject: Subject, array: _Array, use: Node) -> bool:
    """Whether the use, or all that names its function, is where the array was asked about."""
    flags = _flags(subject, array)
    waiting, seen = [use], set[int]()
    while waiting:
        current = waiting.pop()
        if _is_behind(current, array.asked | flags):
            continue
        function = _find_named_function(subject, current)
        variable = None if function is None else name_of(subject, function)
        if function is None or variable is None or not variable.reads or len(seen) > _MOST:
            return False
        if function.id not in seen:  # one that calls itself has been asked already
            seen.add(function.id)
            waiting += variable.reads
    return True


def _flags(subject: Subject, array: _Array) -> set[int]:
    """Reads of variables that hold an answer: `const has = licences && licences.length > 0`."""
    found: set[int] = set()
    for variable in subject.scopes.variables:
        value = variable.only.value if variable.only is not None else None
        if value is None or value.type in FUNCTIONS or value.start_byte == value.end_byte:
            continue
        if any(
            value.start_byte <= one.start_byte < value.end_byte for one in array.uses if one.id in array.asked
        ):
            found |= {read.id for read in variable.reads}
    return found


def _is_asked_as_field(subject: Subject, use: Node) -> bool:
    """Whether it is kept in a field of an object, and that field is asked about somewhere."""
    parent = use.parent
    if parent is None or parent.type not in {"pair", "assignment_expression"}:
        return False
    left = parent.child_by_field_name("key" if parent.type == "pair" else "left")
    name = None if left is None else left.child_by_field_name("property") or left
    if name is None or name.type != "property_identifier":
        return False
    name_text = subject.syntax.text(name)
    return any(
        subject.origins.step(node) == name_text and _condition_of(node) is not None
        for node in subject.syntax.of("member_expression")
    )


def _find_named_function(subject: Subject, node: Node) -> Node | None:
    """The innermost function around it that has a name; one without runs where it stands."""
    function = function_of(node)
    while function is not None and name_of(subject, function) is None:
        function = function_of(function)
    return function


def _is_behind(node: Node, conditions: set[int]) -> bool:
    """Whether a condition around it asks, or one before it that leaves."""
    for here, child in ancestors(node):
        if here.type in _CONDITIONAL or here.type == "switch_statement" or _is_logic(here):
            names = ("condition", "value", "left")
            condition = next(filter(None, map(here.child_by_field_name, names)), None)
            if condition is not None and condition != child and _asks(condition, conditions):
                return True
        if here.type in {"program", "statement_block", "switch_case"}:
            for one in here.named_children:
                if one.start_byte >= child.start_byte:
                    break
                if (
                    one.type == "if_statement"
                    and _asks(one.child_by_field_name("condition"), conditions)
                    and _leaves(one)
                ):
                    return True
    return False


def _asks(condition: Node | None, conditions: set[int]) -> bool:
    return condition is not None and any(one.id in conditions for one in walk(condition))


def _leaves(node: Node) -> bool:
    return any(one.type in _LEAVES for one in inside(node))


RULE = Rule(
    "MWS013",
    "maybe-empty",
    Severity.WARNING,
    "An array of licences or keys is used without a check whether it is empty.",
    _find,
)
