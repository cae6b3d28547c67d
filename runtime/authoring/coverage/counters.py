"""The pieces that count: what is put around a statement, an expression, the body of a function.

Expressions become `(count(1),expression)`, single statements `{count(1);statement}`; an operand that may end
a chain of && || ?? goes through a function that hands its value on. So the script does as before: what
it returns, throws, names and captures stays as it is. Where they go is for `statements` and `branches`.
"""

from __future__ import annotations

from tree_sitter import Node

from runtime.authoring.coverage.insertions import Draft
from runtime.authoring.coverage.points import Point, Statement
from runtime.formats.javascript import Syntax

COMMENTS = frozenset({"comment", "html_comment"})
# What does nothing when its turn in a list of statements comes.
_QUIET = COMMENTS | {
    "empty_statement",
    "statement_block",
    "function_declaration",
    "generator_function_declaration",
    "hash_bang_line",
}
_LONGEST = 120  # bytes of a name
_DECLARATIONS = frozenset({"variable_declaration", "lexical_declaration"})


class Counters:
    """A script's counters as they are found: `points` by their numbers, and in `draft` what counts them."""

    def __init__(self, syntax: Syntax, name: str) -> None:
        """Have none yet; `name` is what the counting function is called."""
        self.syntax = syntax
        self.points: list[Point] = []
        self.draft = Draft()
        self.names: dict[int, Node] = {}  # by what a function, known by its id, is put into
        self._name = name
        self._comments = {one.end_byte: one.start_byte for one in syntax.nodes if one.type in COMMENTS}

    def count(self, point: Point) -> str:
        """The expression that counts a point."""
        self.points.append(point)
        return f"{self._name}({len(self.points) - 1})"

    def inside(self, at: int, *points: Point) -> None:
        """Count where a block begins, or a case."""
        self.draft.opens(at, "".join(f"{self.count(point)};" for point in points))

    def expression(self, node: Node, *points: Point) -> None:
        """Count before an expression is evaluated."""
        counting = ",".join(map(self.count, points))
        self._wrap(node, f"({counting},", ")")

    def operand(self, node: Node, way: str, point: Point) -> None:
        """Hand an operand's value on, and count if its chain ends with it; `way` is its operator's letter."""
        self.points.append(point)
        self._wrap(node, f"{self._name}{way}({len(self.points) - 1},", ")")

    def statement(self, node: Node) -> None:
        """Count a statement of a list, if it does anything."""
        if self.does_something(node):
            self.inside(node.start_byte, Statement(self.syntax.at(node)))

    def body(self, node: Node, *points: Point) -> None:
        """Count what a loop or an arm has for its body; a single statement gets braces."""
        if node.type == "statement_block":
            if points:
                self.inside(node.start_byte + 1, *points)
            return
        if self.does_something(node):
            points = (*points, Statement(self.syntax.at(node)))
        if points:
            self._wrap(node, "{" + "".join(f"{self.count(point)};" for point in points), "}")

    def does_something(self, node: Node) -> bool:
        """Whether a statement does anything when its turn comes: one that only declares does not."""
        if node.type in _DECLARATIONS:
            return any(one.child_by_field_name("value") is not None for one in node.named_children)
        return node.type not in _QUIET

    def end(self, node: Node) -> int:
        """The byte behind a node, without comments at its end that the parser counts to it."""
        text, end = self.syntax.bytes, node.end_byte
        while end in self._comments:
            end = self._comments[end]
            while text[end - 1 : end].isspace():
                end -= 1
        return end

    def words(self, node: Node) -> str:
        """What a node says, on one line and not for long: a name may hold a whole program."""
        start = node.start_byte
        text = self.syntax.bytes[start : min(node.end_byte, start + _LONGEST)]
        return " ".join(text.decode("utf-8", "ignore").split())

    def _wrap(self, node: Node, before: str, after: str) -> None:
        self.draft.opens(node.start_byte, before)
        self.draft.closes(self.end(node), after)
