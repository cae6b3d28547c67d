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
    """A node of the tree with what was asked of it before: tree-sitter makes each answer anew."""

    __slots__ = ("_fields", "_kids", "_text", "_words", "active", "id", "literal", "node", "program", "type")

    def __init__(self, node: Node, program: Program) -> None:
        self.node, self.program, self.type = node, program, node.type
        begin, end = node.start_byte, node.end_byte
        self.id = begin << 22 | end  # its number in the script: where it begins and ends
        self.active = program.is_active(begin, end)  # whether something in it has to be visited
        self._fields: dict[str, Part | None] = {}
        self._kids: tuple[Part, ...] | None = None
        self._text: str | None = None
        self._words: frozenset[str] | None = None
        self.literal: Any = None  # the value that it writes out, once somebody has asked

    def get(self, name: str) -> Part | None:
        """A named part, out of its parentheses."""
        try:
            return self._fields[name]
        except KeyError:
            found = self._fields[name] = self.program.part(self.node.child_by_field_name(name))
            return found

    @property
    def kids(self) -> tuple[Part, ...]:
        """All parts but comments, out of their parentheses."""
        if self._kids is None:
            found = (self.program.part(one) for one in self.node.named_children if one.type != "comment")
            self._kids = tuple(one for one in found if one is not None)
        return self._kids

    @property
    def text(self) -> str:
        """Its text in the script."""
        if self._text is None:
            self._text = self.program.syntax.text(self.node)
        return self._text

    def word(self, kind: str) -> bool:
        """Whether it has a keyword of its own: `async`, `of`, `?.`."""
        if self._words is None:
            self._words = frozenset(child.type for child in self.node.children)
        return kind in self._words


class Program:
    """All parts of one script, and what its names mean."""

    def __init__(self, syntax: Syntax, scopes: Scopes) -> None:
        self.syntax, self.scopes = syntax, scopes
        self._parts: dict[int, Part] = {}
        self._variables: dict[int, Variable | None] = {}
        self._idle: dict[int, bool] = {}
        self._steady: dict[int, bool] = {}
        self._pairs: dict[int, dict[str, Part]] = {}
        self._starts = self._active_places()

    def _active_places(self) -> list[int]:
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
        """Let go of all parts. Nothing leads back to itself then: its memory is free with the last use."""
        self._parts.clear()
        self._pairs.clear()
        self.__dict__.pop("root", None)

    def is_active(self, begin: int, end: int) -> bool:
        """Whether something between two places has to be visited."""
        at = bisect_left(self._starts, begin)
        return at < len(self._starts) and self._starts[at] < end

    def variable(self, part: Part) -> Variable | None:
        """What a name means; None for a global."""
        key = part.node.id
        if key not in self._variables:
            self._variables[key] = self.scopes.variable(part.node)
        return self._variables[key]

    def pairs(self, thing: Part) -> dict[str, Part]:
        """The parts of an object's text by their keys; "..." if there may be others."""
        key = thing.id
        if key not in self._pairs:
            found: dict[str, Part] = {}
            for pair in thing.kids:
                name = "..." if pair.type == "spread_element" else key_in(pair) or "..."
                if name == "...":
                    found.clear()
                found[name] = pair
            self._pairs[key] = found
        return self._pairs[key]

    def is_never_read(self, left: Part) -> bool:
        """Whether a field that is written is read nowhere in the script."""
        name = left.get("property")
        return name is not None and self._reads.get(name.text, 0) == 0

    @cached_property
    def _reads(self) -> dict[str, int]:
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

    def is_idle(self, name: Part) -> bool:
        """Whether nothing is decided by what a name holds: it is only put into texts, objects and fields."""
        variable = self.variable(name)
        if variable is None:
            return False
        key = id(variable)
        if key not in self._idle:
            self._idle[key] = all(self._only_kept(read) for read in variable.reads)
        return self._idle[key]

    def _only_kept(self, read: Node) -> bool:
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

    def is_steady(self, part: Part) -> bool:
        """Whether an expression may be evaluated later as well: no effects, and names that never change."""
        key = part.id
        if key not in self._steady:
            self._steady[key] = not part.active and self._is_constant(part)
        return self._steady[key]

    def _is_constant(self, part: Part) -> bool:
        nodes = list(islice(walk(part.node), _MOST_NODES))
        return len(nodes) < _MOST_NODES and all(map(self._never_changes, nodes))

    def _never_changes(self, node: Node) -> bool:
        if node.type not in {"identifier", "shorthand_property_identifier"}:
            return True
        variable = self.scopes.variable(node)
        return variable is None or len(variable.writes) <= 1

    def calls_foreign(self, part: Part) -> bool:
        """Whether something is called in it that the engine, not the script, has made: that may throw."""
        at = bisect_left(self._foreign, part.node.start_byte)
        return at < len(self._foreign) and self._foreign[at] < part.node.end_byte

    def calls_script(self, part: Part) -> bool:
        """Whether anything is called in it."""
        at = bisect_left(self._called, part.node.start_byte)
        return at < len(self._called) and self._called[at] < part.node.end_byte

    @cached_property
    def _called(self) -> list[int]:
        return sorted(node.start_byte for node in self.syntax.of("call_expression", "new_expression"))

    @cached_property
    def _foreign(self) -> list[int]:
        found = []
        for node in self.syntax.of("call_expression"):
            callee = node.child_by_field_name("function")
            if callee is not None and callee.type == "member_expression":
                found.append(node.start_byte)
        return sorted(found)

    @cached_property
    def leading(self) -> frozenset[int]:
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

    def may_end(self, part: Part) -> bool:
        """Whether a function may lead to `done`: it names it, or calls another function of the script."""
        at = bisect_left(self._ending, part.node.start_byte)
        return at < len(self._ending) and self._ending[at] < part.node.end_byte

    @cached_property
    def _ending(self) -> list[int]:
        found = [use.start_byte for use in self.scopes.free.get("done", ())]
        for node in self.syntax.of("call_expression"):
            callee = node.child_by_field_name("function")
            if callee is not None and callee.type == "identifier" and self.scopes.variable(callee):
                found.append(callee.start_byte)
        return sorted(found)

    def is_parameter(self, part: Part | None) -> bool:
        """Whether it is the name of something that a function is given."""
        variable = self.variable(part) if part is not None and part.type == "identifier" else None
        return variable is not None and variable.kind == "parameter"

    def reads_arguments(self, function: Part) -> bool:
        """Whether `arguments` stands in it."""
        uses, node = self.scopes.free.get("arguments", ()), function.node
        return any(node.start_byte < use.start_byte < node.end_byte for use in uses)

    def reads_given(self, part: Part) -> bool:
        """Whether a field of a parameter is read in it: of an answer, perhaps, that may be null."""
        at = bisect_left(self._given, part.node.start_byte)
        return at < len(self._given) and self._given[at] < part.node.end_byte

    @cached_property
    def _given(self) -> list[int]:
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
    def ending(self) -> frozenset[int]:
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
        at = bisect_left(self._effects, part.node.start_byte)
        return at < len(self._effects) and self._effects[at] < part.node.end_byte

    @cached_property
    def _effects(self) -> list[int]:
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


def key_in(pair: Part) -> str | None:
    """The key of a part of an object's text; None if it is computed."""
    if pair.type == "shorthand_property_identifier":
        return pair.text
    key = pair.get("key") if pair.type == "pair" else pair.get("name")
    if key is None or key.type == "computed_property_name":
        return None
    return key.text.strip("\"'")
