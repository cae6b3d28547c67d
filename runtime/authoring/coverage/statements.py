"""Which statements and functions of a script are counted, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from runtime.authoring.coverage.counters import COMMENTS, Counters
from runtime.authoring.coverage.points import FunctionPoint, Statement
from runtime.formats.javascript import FUNCTIONS

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement", "with_statement"})
_CASES = frozenset({"switch_case", "switch_default"})
# What gives a name to a function without one: the field that is the name, and the field that is named.
_NAMING = {
    "variable_declarator": ("name", "value"),
    "pair": ("key", "value"),
    "assignment_expression": ("left", "right"),
}


def program(counters: Counters, root: Node, prologue: str) -> None:
    """Put the prologue before everything that runs, but behind what must come first."""
    first = _behind_directives(counters, root)
    if first is not None:
        counters.draft.opens(first, f";{prologue}")
        return
    begins = next((one for one in root.named_children if one.type not in {*COMMENTS, "hash_bang_line"}), None)
    if begins is not None:
        counters.draft.opens(begins.start_byte, prologue)


def statements(counters: Counters, node: Node) -> None:
    """Count what a loop has for its body, and the calls of a function."""
    if node.type in _NAMING:
        name, named = map(node.child_by_field_name, _NAMING[node.type])
        if name is not None and named is not None:
            counters.names[named.id] = name
    if node.type in _LOOPS:
        body = node.child_by_field_name("body")
        if body is not None:
            counters.body(body)
    elif node.type in FUNCTIONS or node.type == "generator_function":
        _function(counters, node)


def statements_in(node: Node) -> Iterable[Node]:
    """The statements of a list in this node; none if it is none."""
    if node.type in _CASES:
        return node.children_by_field_name("body")
    if node.type not in {"program", "statement_block"}:
        return ()
    mute = set(map(_start, _directives(node)))
    return [one for one in node.named_children if one.start_byte not in mute]


def _function(counters: Counters, node: Node) -> None:
    body = node.child_by_field_name("body")
    if body is None:
        return
    point = FunctionPoint(_name(counters, node), counters.syntax.at(node))
    if body.type != "statement_block":
        counters.expression(body, point, Statement(counters.syntax.at(body)))
    elif (behind := _behind_directives(counters, body)) is not None:
        counters.draft.opens(behind, f";{counters.count(point)};")
    else:
        counters.inside(body.start_byte + 1, point)


def _name(counters: Counters, node: Node) -> str:
    """What the text calls it: its own name, or that of what it is put into; '' without either."""
    named = node.child_by_field_name("name") or counters.names.get(node.id)
    return "" if named is None else counters.words(named)


def _behind_directives(counters: Counters, node: Node) -> int | None:
    """The byte behind the directives with which a program or a function's body begins; None without any."""
    found = list(_directives(node))
    return counters.end(found[-1]) if found else None


def _directives(node: Node) -> Iterator[Node]:
    """Strings alone at the beginning: "use strict" holds as long as nothing stands before it.

    In other blocks they mean nothing, and nothing is lost if they are taken for directives there.
    """
    for one in node.named_children:
        if one.type in {*COMMENTS, "hash_bang_line"}:
            continue
        types = [part.type for part in one.named_children if part.type not in COMMENTS]
        if one.type != "expression_statement" or types != ["string"]:
            return
        yield one


def _start(node: Node) -> int:
    return node.start_byte
