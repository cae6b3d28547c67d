"""What a text is put together of: the pieces of a `+`, a template, a join; through names and functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from runtime.authoring.check.callees import arguments_for, callee, own_function, return_values
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import arguments, bare
from runtime.formats.javascript import field as part_of

UNKNOWN = "\0"  # stands for a piece whose text isn't known
_MOST = 1000
_SAME = {"trim", "toString", "toLowerCase", "toUpperCase", "normalize", "valueOf", "trimEnd", "trimStart"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that isn't taken apart further: `source` is the value in it, `before` the text in front of it.

    `node` is where it is put in: of `mail.trim()` it is the whole, and its source is `mail`.
    """

    node: Node
    source: Node
    before: str


@dataclass(slots=True)
class _TextSplitter:
    subject: Subject
    before: str
    waiting: list[tuple[Node | str, Node | None]] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)

    def pieces(self) -> Iterator[Piece]:
        for _ in range(_MOST):
            if not self.waiting:
                return
            item, outer = self.waiting.pop()
            if isinstance(item, str):
                self.before = item
                continue
            node = bare(item)
            if node is None or self._text(node) or self._take_apart(node, outer):
                continue
            yield Piece(outer or node, node, self.before)
            self.before += UNKNOWN

    def _text(self, node: Node) -> bool:
        if node.type == "string":
            self.before += self.subject.syntax.text(node)[1:-1]
        elif node.type in {"string_fragment", "number"}:
            self.before += self.subject.syntax.text(node)
        else:
            return node.type in {"escape_sequence", "comment"}
        return True

    def _take_apart(self, node: Node, outer: Node | None) -> bool:
        if self.subject.origins.of_context(node) is not None:
            return False
        inner = self._parts(node)
        if inner is not None:
            self._push(inner, outer)
            return True
        either = self._alternatives(node)
        if either is None or node.id in self.visited:
            return either is not None
        self.visited.add(node.id)
        start = self.before
        for one in reversed(either):
            self.waiting += [(one, outer), (start, None)]
        return True

    def _push(self, inner: list[Node], outer: Node | None) -> None:
        self.waiting += [(one, outer) for one in reversed(inner)]

    def _parts(self, node: Node) -> list[Node] | None:
        """What stands in it one after the other."""
        if node.type == "binary_expression" and self._operator(node) == "+":
            return [one for one in (part_of(node, "left"), part_of(node, "right")) if one is not None]
        if node.type == "template_string":
            return node.named_children
        if node.type == "template_substitution":
            return node.named_children[:1]
        return self._parts_of_call(node) if node.type == "call_expression" else None

    def _parts_of_call(self, node: Node) -> list[Node] | None:
        called = node.child_by_field_name("function")
        subject = None if called is None else part_of(called, "object")
        step = None if called is None else self.subject.origins.step(called)
        if subject is not None and step == "join" and subject.type == "array":
            return subject.named_children
        if subject is not None and step == "concat" and subject.type != "array":
            return [subject, *arguments(node)]
        if callee(self.subject, node) == ("String",):
            return self._pass_on(node, arguments(node)[:1])
        is_list = step == "join" and self.subject.origins.of_context(subject) is not None
        if subject is not None and (is_list or step in _SAME):
            return self._pass_on(node, [subject])
        return None

    def _pass_on(self, node: Node, inner: list[Node]) -> list[Node] | None:
        """What only passes a value on: it is put in as a whole."""
        if not inner:
            return None
        self.waiting.append((inner[0], node))
        return []

    def _alternatives(self, node: Node) -> list[Node] | None:
        """What it may be, one or the other."""
        if node.type == "ternary_expression":
            either = [part_of(node, "consequence"), part_of(node, "alternative")]
        elif node.type == "binary_expression" and self._operator(node) in {"||", "??"}:
            either = [part_of(node, "left"), part_of(node, "right")]
        elif node.type == "call_expression":
            own = own_function(self.subject, node.child_by_field_name("function"))
            either = [] if own is None else [*return_values(own)]
        elif node.type == "identifier":
            either = [*self._values(node)]
        else:
            return None
        return [one for one in either if one is not None] or None

    def _values(self, name: Node) -> Iterator[Node]:
        variable = self.subject.scopes.variable(name)
        if variable is None:
            return
        if variable.kind == "parameter":
            yield from arguments_for(self.subject, variable)
        elif variable.only is not None and variable.only.value is not None and not variable.only.keys:
            yield variable.only.value

    def _operator(self, node: Node) -> str:
        operator = node.child_by_field_name("operator")
        return "" if operator is None else operator.type


def pieces(subject: Subject, node: Node, before: str = "") -> Iterator[Piece]:
    """The pieces of a text whose own text isn't known, in their order; `before` is what stands before all."""
    return _TextSplitter(subject, before, [(node, None)]).pieces()
