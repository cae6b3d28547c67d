"""A script as the analysis walks through it: its tree's nodes, each looked at once."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import islice
from typing import Any

from tree_sitter import Node

from runtime.authoring.check.scopes import Scopes, Variable
from runtime.formats.javascript import Syntax, walk

# What does something when it is evaluated, or is a look at an answer: the rest needs no visit.
_ACTIVE = frozenset(
    {
        "call_expression",
        "new_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "await_expression",
        "yield_expression",
        "return_statement",
        "throw_statement",
        "break_statement",
        "continue_statement",
    }
)


_BODIED = {
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
}
_MOST_NODES = 100  # in an expression that may wait


class Part:
    """A node of the tree that remembers its answers: tree-sitter computes each answer again."""

    __slots__ = (
        "_children",
        "_fields",
        "_text",
        "_tokens",
        "active",
        "id",
        "literal",
        "node",
        "program",
        "type",
    )

    def __init__(self, node: Node, program: Program) -> None:
        self.node, self.program, self.type = node, program, node.type
        begin, end = node.start_byte, node.end_byte
        self.id = begin << 22 | end  # its number in the script: where it begins and ends
        self.active = program.is_active(begin, end)  # whether something in it has to be visited
        self._fields: dict[str, Part | None] = {}
        self._children: tuple[Part, ...] | None = None
        self._text: str | None = None
        self._tokens: frozenset[str] | None = None
        self.literal: Any = None  # the value of a number or string literal, once it was computed

    def get(self, name: str) -> Part | None:
        """A named part, out of its parentheses."""
        try:
            return self._fields[name]
        except KeyError:
            found = self._fields[name] = self.program.part(self.node.child_by_field_name(name))
            return found

    @property
    def children(self) -> tuple[Part, ...]:
        """All parts but comments, out of their parentheses."""
        if self._children is None:
            found = (self.program.part(one) for one in self.node.named_children if one.type != "comment")
            self._children = tuple(one for one in found if one is not None)
        return self._children

    @property
    def text(self) -> str:
        """Its text in the script."""
        if self._text is None:
            self._text = self.program.syntax.text(self.node)
        return self._text

    def has_token(self, kind: str) -> bool:
        """Whether it has a keyword of its own: `async`, `of`, `?.`."""
        if self._tokens is None:
            self._tokens = frozenset(child.type for child in self.node.children)
        return kind in self._tokens


class Program:
    """All parts of one script, and what its names mean."""

    def __init__(self, syntax: Syntax, scopes: Scopes) -> None:
        self.syntax, self.scopes = syntax, scopes
        self._parts: dict[int, Part] = {}
        self._variables: dict[int, Variable | None] = {}
        self._only_stored: dict[int, bool] = {}
        self._deferrable: dict[int, bool] = {}
        self._properties: dict[int, dict[str, Part]] = {}
        self._active_places = self._find_active_places()

    def _find_active_places(self) -> list[int]:
        found = []
        for node, kind in self.syntax.typed:
            if kind in _ACTIVE or (
                kind == "property_identifier"
                and node.end_byte - node.start_byte == len("statusCode")
                and self.syntax.text(node) == "statusCode"
            ):
                found.append(node.start_byte)
        return sorted(found)

    @cached_property
    def root(self) -> Part:
        """The whole program."""
        return Part(self.syntax.root, self)

    def part(self, node: Node | None) -> Part | None:
        """The part that a node is, without the parentheses around it."""
        if node is None:
            return None
        found = self._parts.get(node.id)
        if found is None:
            inner = node
            while inner.type == "parenthesized_expression":
                named = [one for one in inner.named_children if one.type != "comment"]
                if not named:
                    return None
                inner = named[0]
            found = self._parts[node.id] = Part(inner, self)
            if inner is not node:
                found = self._parts[node.id] = self._parts.setdefault(inner.id, found)
        return found

    def forget(self) -> None:
        """Break the circles between the parts, so that their memory is free with the last use."""
        self._parts.clear()
        self._properties.clear()
        self.__dict__.pop("root", None)

    def is_active(self, begin: int, end: int) -> bool:
        """Whether something between two places has to be visited."""
        return _any_within(self._active_places, begin, end)

    def variable(self, part: Part) -> Variable | None:
        """What a name means; None for a global."""
        key = part.node.id
        if key not in self._variables:
            self._variables[key] = self.scopes.variable(part.node)
        return self._variables[key]

    def properties(self, thing: Part) -> dict[str, Part]:
        """The parts of an object's text by their keys; "..." if there may be others."""
        key = thing.id
        if key not in self._properties:
            found: dict[str, Part] = {}
            for pair in thing.children:
                name = "..." if pair.type == "spread_element" else key_of_pair(pair) or "..."
                if name == "...":
                    found.clear()
                found[name] = pair
            self._properties[key] = found
        return self._properties[key]

    def is_never_read(self, left: Part) -> bool:
        """Whether a field that is written is read nowhere in the script."""
        name = left.get("property")
        return name is not None and self._read_counts.get(name.text, 0) == 0

    @cached_property
    def _read_counts(self) -> dict[str, int]:
        """How often fields are read, by name; a place that is written to doesn't count."""
        found: dict[str, int] = {}
        for node, kind in self.syntax.typed:
            if kind in {"property_identifier", "shorthand_property_identifier_pattern"}:
                found[self.syntax.text(node)] = found.get(self.syntax.text(node), 0) + 1
            elif kind == "assignment_expression":
                left = node.child_by_field_name("left")
                name = None if left is None else left.child_by_field_name("property")
                if name is not None:
                    found[self.syntax.text(name)] = found.get(self.syntax.text(name), 0) - 1
        return found

    def is_only_stored(self, name: Part) -> bool:
        """Whether the value of a name decides nothing: it is only put into texts, objects and fields."""
        variable = self.variable(name)
        if variable is None:
            return False
        key = id(variable)
        if key not in self._only_stored:
            self._only_stored[key] = all(self._stores(read) for read in variable.reads)
        return self._only_stored[key]

    def _stores(self, read: Node) -> bool:
        if read.type == "shorthand_property_identifier":
            return True
        parent = read.parent
        if parent is None:
            return False
        if parent.type == "binary_expression":
            operator = parent.child_by_field_name("operator")
            return operator is not None and operator.type == "+"
        if parent.type == "assignment_expression":
            left = self.part(parent.child_by_field_name("left"))
            return left is not None and left.type == "member_expression" and self.is_never_read(left)
        return parent.type in {"pair", "template_substitution"}

    def is_deferrable(self, part: Part) -> bool:
        """Whether an expression may be evaluated later: it has no effects, and its names never change."""
        key = part.id
        if key not in self._deferrable:
            self._deferrable[key] = not part.active and self._never_varies(part)
        return self._deferrable[key]

    def _never_varies(self, part: Part) -> bool:
        nodes = list(islice(walk(part.node), _MOST_NODES))
        return len(nodes) < _MOST_NODES and all(map(self._never_changes, nodes))

    def _never_changes(self, node: Node) -> bool:
        if node.type not in {"identifier", "shorthand_property_identifier"}:
            return True
        variable = self.scopes.variable(node)
        return variable is None or len(variable.writes) <= 1

    def has_method_call(self, part: Part) -> bool:
        """Whether a method is called in it: one of the engine may throw."""
        return _any_within(self._method_call_places, part.node.start_byte, part.node.end_byte)

    def has_call(self, part: Part) -> bool:
        """Whether anything is called in it."""
        return _any_within(self._call_places, part.node.start_byte, part.node.end_byte)

    @cached_property
    def _call_places(self) -> list[int]:
        return sorted(node.start_byte for node in self.syntax.of("call_expression", "new_expression"))

    @cached_property
    def _method_call_places(self) -> list[int]:
        found = []
        for node in self.syntax.of("call_expression"):
            callee = node.child_by_field_name("function")
            if callee is not None and callee.type == "member_expression":
                found.append(node.start_byte)
        return sorted(found)

    @cached_property
    def leading_calls(self) -> frozenset[int]:
        """Calls that stand as statements, are returned, or are an arrow's body: they lead on."""
        found = set()
        for node, kind in self.syntax.typed:
            inner: Node | None = None
            if kind in {"expression_statement", "return_statement"}:
                inner = next(iter(node.named_children), None)
            elif kind == "arrow_function":
                inner = node.child_by_field_name("body")
            while inner is not None and inner.type in {
                "call_expression",
                "await_expression",
                "member_expression",
            }:
                found.add(inner.start_byte << 22 | inner.end_byte)
                if inner.type == "call_expression":
                    inner = inner.child_by_field_name("function")
                elif inner.type == "member_expression":
                    inner = inner.child_by_field_name("object")
                else:
                    inner = next(iter(inner.named_children), None)
        return frozenset(found)

    def may_call_done(self, part: Part) -> bool:
        """Whether a function may lead to `done`: it names it, or calls another function of the script."""
        return _any_within(self._done_places, part.node.start_byte, part.node.end_byte)

    @cached_property
    def _done_places(self) -> list[int]:
        found = [use.start_byte for use in self.scopes.free.get("done", ())]
        for node in self.syntax.of("call_expression"):
            callee = node.child_by_field_name("function")
            if callee is not None and callee.type == "identifier" and self.scopes.variable(callee):
                found.append(callee.start_byte)
        return sorted(found)

    def is_parameter(self, part: Part | None) -> bool:
        """Whether it is the name of a parameter."""
        variable = self.variable(part) if part is not None and part.type == "identifier" else None
        return variable is not None and variable.kind == "parameter"

    def reads_arguments(self, function: Part) -> bool:
        """Whether `arguments` stands in it."""
        uses, node = self.scopes.free.get("arguments", ()), function.node
        return any(node.start_byte < use.start_byte < node.end_byte for use in uses)

    def reads_parameter_field(self, part: Part) -> bool:
        """Whether a field of a parameter is read in it: of an answer, perhaps, that may be null."""
        at = bisect_left(self._parameter_field_places, part.node.start_byte)
        return (
            at < len(self._parameter_field_places) and self._parameter_field_places[at] < part.node.end_byte
        )

    @cached_property
    def _parameter_field_places(self) -> list[int]:
        found = []
        for node in self.syntax.nodes:
            if node.type == "member_expression":
                of = node.child_by_field_name("object")
                if of is not None and of.type == "identifier":
                    variable = self.scopes.variable(of)
                    if variable is not None and variable.kind == "parameter":
                        found.append(node.start_byte)
        return sorted(found)

    @cached_property
    def functions_with_done(self) -> frozenset[int]:
        """The functions in which `done` stands, the innermost around each."""
        found = set()
        for use in self.scopes.free.get("done", ()):
            node = use.parent
            while node is not None and node.type not in _BODIED:
                node = node.parent
            if node is not None:
                found.add(node.start_byte << 22 | node.end_byte)
        return frozenset(found)

    def has_effect(self, part: Part) -> bool:
        """Whether a function does more than compute: it calls something, or writes something."""
        return _any_within(self._effect_places, part.node.start_byte, part.node.end_byte)

    @cached_property
    def _effect_places(self) -> list[int]:
        kinds = {"assignment_expression", "augmented_assignment_expression", "update_expression"}
        found = []
        for node, kind in self.syntax.typed:
            if kind in kinds:
                found.append(node.start_byte)
            elif kind == "call_expression":
                callee = node.child_by_field_name("function")
                name = callee.child_by_field_name("property") if callee is not None else None
                pure = (
                    name is not None
                    and callee is not None
                    and self.syntax.text(callee.child_by_field_name("object") or callee) != "rest"
                )
                if not pure:
                    found.append(node.start_byte)
        return found


def key_of_pair(pair: Part) -> str | None:
    """The key of a part of an object's text; None if it is computed."""
    if pair.type == "shorthand_property_identifier":
        return pair.text
    key = pair.get("key") if pair.type == "pair" else pair.get("name")
    if key is None or key.type == "computed_property_name":
        return None
    return key.text.strip("\"'")


def _any_within(places: list[int], begin: int, end: int) -> bool:
    """Whether one of the sorted places stands between two others."""
    n = bisect_left(places, begin)
    return n < len(places) and places[n] < end
