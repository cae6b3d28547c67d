"""A script's syntax tree with its places: what rules look at. Parsed by tree-sitter, which takes any text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Tree

from runtime.model.script import Place

_LANGUAGE = Language(tree_sitter_javascript.language())
# How many UTF-16 units a character has: the first of its bytes in UTF-8 says it.
_UNITS = b"\1" * 0x80 + b"\0" * 0x40 + b"\1" * 0x30 + b"\2" * 0x10
# What the engine takes for the end of a line.
_LINE_END = re.compile(rb"\r\n?|\n|\xe2\x80\xa8|\xe2\x80\xa9")
FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)


class Syntax:
    """One text and its tree. Nodes are tree-sitter's own; what they say is asked here."""

    def __init__(self, text: str) -> None:
        """Parse it; a text that isn't JavaScript has error nodes in its tree."""
        self.bytes = text.encode("utf-8", "surrogatepass")
        self.tree: Tree = Parser(_LANGUAGE).parse(self.bytes)
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(self.bytes))]

    @property
    def root(self) -> Node:
        """The whole program."""
        return self.tree.root_node

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All named nodes in the order of the text, without recursion: a hostile text nests deeply."""
        return self._walked[0]

    def of(self, *types: str) -> Iterator[Node]:
        """All nodes of these types."""
        for name in types:
            yield from self._by_type.get(name, ())

    @cached_property
    def _by_type(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node, kind in self.typed:
            found.setdefault(kind, []).append(node)
        return found

    @cached_property
    def typed(self) -> tuple[tuple[Node, str], ...]:
        """All named nodes with their types: each question to a node makes its answer anew."""
        return tuple((node, node.type) for node in self.nodes)

    def text(self, node: Node) -> str:
        """What a node's part of the text is."""
        return self.bytes[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass")

    def at(self, node: Node) -> Place:
        """Where a node begins."""
        return self.place(node.start_byte)

    def end(self, node: Node) -> Place:
        """The place behind a node."""
        return self.place(node.end_byte)

    def place(self, offset: int) -> Place:
        """The place of a byte, its column counted as editors do (UTF-16 units)."""
        line = bisect_right(self._lines, offset)
        return Place(line, 1 + self._units[offset] - self._units[self._lines[line - 1]])

    @cached_property
    def _units(self) -> array[int]:
        """How many UTF-16 units stand before each byte: a script may be one line of a megabyte."""
        return array("L", accumulate(self.bytes.translate(_UNITS), initial=0))

    @property
    def count(self) -> int:
        """How many lines the text has."""
        return len(self._lines)

    def line(self, number: int) -> str:
        """A line of the text, with its end."""
        end = self._lines[number] if number < len(self._lines) else len(self.bytes)
        return self.bytes[self._lines[number - 1] : end].decode("utf-8", "surrogatepass")

    def offset(self, place: Place) -> int | None:
        """The byte of one of the engine's places, whose columns count bytes; None outside of the text."""
        if not 0 < place.line <= len(self._lines):
            return None
        return min(self._lines[place.line - 1] + place.column - 1, len(self.bytes))

    @property
    def depth(self) -> int:
        """How many nodes stand in each other at most. A node's parent is looked for from the root down."""
        return self._walked[1]

    @cached_property
    def _walked(self) -> tuple[tuple[Node, ...], int]:
        nodes, deepest = [], 0
        waiting = [(self.root, 1)]
        while waiting:
            here, depth = waiting.pop()
            nodes.append(here)
            inner = here.named_children
            if inner:
                waiting += [(one, depth + 1) for one in reversed(inner)]
            elif depth > deepest:
                deepest = depth
        return tuple(nodes), deepest


def walk(node: Node) -> Iterator[Node]:
    """A node and all named nodes in it, in the order of the text."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.named_children))


def field(node: Node, name: str) -> Node | None:
    """A named part of a node, out of its parentheses."""
    return bare(node.child_by_field_name(name))


def bare(node: Node | None) -> Node | None:
    """An expression without the parentheses around it."""
    while node is not None and node.type == "parenthesized_expression":
        node = next(iter(node.named_children), None)
    return node


def arguments(call: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    given = call.child_by_field_name("arguments")
    if given is None or given.type != "arguments":
        return []
    return [one for one in given.named_children if one.type != "comment"]


def function_of(node: Node) -> Node | None:
    """The innermost function that a node stands in; None at the top level."""
    here = node.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    return here
