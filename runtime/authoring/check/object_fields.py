"""The fields of an object that a script writes out: where it stands, through a name, or in Object.assign."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from runtime.authoring.check.callees import callee, own_function, return_values
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import arguments, bare, field

_MOST = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object literal: the key's node, and its value (of `{ a }` the name itself)."""

    name: str
    key: Node
    value: Node


def value_of(subject: Subject, node: Node | None) -> Node | None:
    """What an expression is: itself, or the only value of the name that it is."""
    node = bare(node)
    for _ in range(10):
        if node is None or node.type != "identifier":
            return node
        variable = subject.scopes.variable(node)
        write = variable.only if variable is not None else None
        if write is None or write.value is None or write.keys:
            return node
        node = bare(write.value)
    return node


def fields(subject: Subject, node: Node | None) -> list[Field]:
    """The fields that are known of an object, in the order of the text; [] for what is none."""
    found: list[Field] = []
    waiting = [node]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST:
        literal = value_of(subject, waiting.pop(0))
        if literal is None or literal.id in seen:
            continue
        seen.add(literal.id)
        if literal.type == "object":
            waiting += _of_literal(subject, literal, found)
        elif literal.type == "call_expression":
            waiting += _of_call(subject, literal)
    return found


def field_value(subject: Subject, node: Node | None, name: str) -> Node | None:
    """The value of an object's field, if it is known."""
    return next((one.value for one in reversed(fields(subject, node)) if one.name == name), None)


def _of_literal(subject: Subject, literal: Node, keys: list[Field]) -> list[Node]:
    spread: list[Node] = []
    for one in literal.named_children:
        if one.type == "pair":
            key, value = one.child_by_field_name("key"), field(one, "value")
            if key is not None and value is not None and key.type != "computed_property_name":
                keys.append(Field(subject.syntax.text(key).strip("\"'"), key, value))
        elif one.type == "shorthand_property_identifier":
            keys.append(Field(subject.syntax.text(one), one, one))
        elif one.type == "spread_element":
            spread += one.named_children
    return spread


def _of_call(subject: Subject, call: Node) -> list[Node]:
    if callee(subject, call) == ("Object", "assign"):
        return arguments(call)
    own = own_function(subject, call.child_by_field_name("function"))
    return [] if own is None else list(return_values(own))
