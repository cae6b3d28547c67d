"""Which variable a name means: where it is declared, what is put into it, and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from runtime.formats.javascript import FUNCTIONS, Syntax, bare

_SCOPES = FUNCTIONS | {
    "program",
    "statement_block",
    "for_statement",
    "for_in_statement",
    "catch_clause",
    "class_body",
    "switch_body",
}
_NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
_FARTHEST = 500  # scopes: no script nests deeper, and a text that does is not worth the time
_ASSIGNED = ("assignment_expression", "augmented_assignment_expression")
_DECLARATIONS = {"function_declaration", "generator_function_declaration", "class_declaration"}
_DECLARING = FUNCTIONS | _DECLARATIONS | {"variable_declarator", "class", "catch_clause", "for_in_statement"}
_WRITING = {*_ASSIGNED, "update_expression", "for_in_statement"}


@dataclass(frozen=True, slots=True)
class Write:
    """A value put into a variable: `value` is the expression, `keys` the way into it by destructuring.

    Without a value it isn't known which: a loop's variable, `x++`, a caught error.
    """

    name: Node
    value: Node | None
    keys: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Variable:
    """`kind` is let, const, var, function, class, parameter, or catch. `declared` are the names' nodes."""

    name: str
    kind: str
    scope: Node
    declared: list[Node] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    reads: list[Node] = field(default_factory=list)

    @property
    def only(self) -> Write | None:
        """The one value that it ever has; None if there are several, or none."""
        return self.writes[0] if len(self.writes) == 1 else None


class Scopes:
    """All names of a script. `free` are those that nothing declares, by name: globals."""

    def __init__(self, syntax: Syntax) -> None:
        """Find what is declared, then who means it."""
        self._syntax = syntax
        self._tables: dict[int, dict[str, Variable]] = {}
        self._declaring: set[int] = set()
        self._written: dict[int, Write] = {}
        self._meant: dict[int, Variable] = {}
        self.free: dict[str, list[Node]] = {}
        self.free_writes: dict[str, list[Write]] = {}
        # A node of the tree finds its parent from the root down, each time: a deep text would take hours.
        self._around: dict[int, _ScopeChain] = {}
        for node, kind, around in _with_scopes(syntax.typed):
            self._around[node.id] = around
            if kind in _DECLARING:
                self._declare(node, kind)
            if kind in _WRITING:
                self._note_writes(node, kind)
        for node, kind in syntax.typed:
            if kind in _NAMES:
                self._mean(node)

    @property
    def variables(self) -> Iterator[Variable]:
        """All that are declared, scope by scope."""
        for table in self._tables.values():
            yield from table.values()

    def variable(self, name: Node) -> Variable | None:
        """What a name's node means; None for a global."""
        return self._meant.get(name.id)

    def is_global(self, node: Node | None, name: str) -> bool:
        """Whether a node is this name, and nothing in the script declares it."""
        return (
            node is not None
            and node.type in _NAMES
            and node.id not in self._meant
            and self._syntax.text(node) == name
        )

    def _declare(self, node: Node, kind: str) -> None:
        if kind == "variable_declarator":
            self._declare_variables(node)
        elif kind in _DECLARATIONS:
            word = "class" if kind == "class_declaration" else "function"
            self._add(node.child_by_field_name("name"), word, self._block(node), node)
        elif kind in {"function_expression", "class"}:
            self._add(node.child_by_field_name("name"), "function", node, node)
        elif kind == "catch_clause":
            self._bind(node.child_by_field_name("parameter"), "catch", node, None)
        elif kind == "for_in_statement" and node.child_by_field_name("kind") is not None:
            self._bind(node.child_by_field_name("left"), "let", node, None)
        if kind in FUNCTIONS:
            single = node.child_by_field_name("parameter")
            several = node.child_by_field_name("parameters")
            for parameter in [single] if single is not None else several.named_children if several else []:
                self._bind(parameter, "parameter", node, None)

    def _declare_variables(self, node: Node) -> None:
        list_ = node.parent
        word = list_.child(0) if list_ is not None else None
        kind = self._syntax.text(word) if word is not None else "var"
        scope = self._block(node) if kind in {"let", "const"} else self._function(node)
        self._bind(node.child_by_field_name("name"), kind, scope, bare(node.child_by_field_name("value")))

    def _bind(self, pattern: Node | None, kind: str, scope: Node, value: Node | None) -> None:
        """Declare all names of a pattern. A declaration without a value puts none into them."""
        for name, keys, given in self._names(pattern, (), value):
            known = kind in {"parameter", "catch"} or given is not None
            loops = scope.type == "for_in_statement" and kind == "let"
            self._add(name, kind, scope, given, keys, written=known or loops)

    def _add(
        self,
        name: Node | None,
        kind: str,
        scope: Node,
        value: Node | None,
        keys: tuple[str, ...] = (),
        *,
        written: bool = True,
    ) -> None:
        if name is None:
            return
        self._declaring.add(name.id)
        text = self._syntax.text(name)
        variable = self._tables.setdefault(scope.id, {}).setdefault(text, Variable(text, kind, scope))
        variable.declared.append(name)
        if written:
            variable.writes.append(Write(name, value, keys))
        self._meant[name.id] = variable

    def _names(
        self, pattern: Node | None, keys: tuple[str, ...], value: Node | None
    ) -> Iterator[tuple[Node, tuple[str, ...], Node | None]]:
        """The names that a pattern binds, each with its way into the value. Defaults make a value unknown."""
        waiting = [(pattern, keys, value)]
        while waiting:
            here, path, given = waiting.pop()
            if here is None:
                continue
            if here.type in _NAMES:
                added = (self._syntax.text(here),) if here.type.startswith("shorthand") else ()
                yield here, (*path, *added), given
            elif here.type in {"assignment_pattern", "object_assignment_pattern"}:
                waiting.append((here.child_by_field_name("left"), path, None))
            elif here.type == "pair_pattern":
                key = here.child_by_field_name("key")
                step = "" if key is None else self._syntax.text(key).strip("\"'")
                waiting.append((here.child_by_field_name("value"), (*path, step), given))
            elif here.type == "array_pattern":
                waiting += [(one, (*path, str(n)), given) for n, one in enumerate(here.named_children)]
            elif here.type in {"object_pattern", "rest_pattern"}:
                waiting += [(one, path, given) for one in here.named_children]

    def _note_writes(self, node: Node, kind: str) -> None:
        if kind in _ASSIGNED:
            plain = kind == "assignment_expression"
            value = bare(node.child_by_field_name("right")) if plain else None
            for name, keys, given in self._names(bare(node.child_by_field_name("left")), (), value):
                self._written[name.id] = Write(name, given, keys)
        elif kind == "update_expression":
            name_ = bare(node.child_by_field_name("argument"))
            if name_ is not None and name_.type in _NAMES:
                self._written[name_.id] = Write(name_, None)
        elif kind == "for_in_statement" and node.child_by_field_name("kind") is None:
            for name, keys, _ in self._names(node.child_by_field_name("left"), (), None):
                self._written[name.id] = Write(name, None, keys)

    def _mean(self, name: Node) -> None:
        if name.id in self._declaring:
            return
        variable = self._look_up(name)
        write = self._written.get(name.id)
        if variable is not None:
            self._meant[name.id] = variable
            if write is not None:
                variable.writes.append(write)
            if write is None or _also_reads(name):
                variable.reads.append(name)
            return
        text = self._syntax.text(name)
        if write is not None:
            self.free_writes.setdefault(text, []).append(write)
        if write is None or _also_reads(name):
            self.free.setdefault(text, []).append(name)

    def _look_up(self, name: Node) -> Variable | None:
        text = self._syntax.text(name)
        scope: _ScopeChain | None = self._around[name.id]
        for _ in range(_FARTHEST):
            if scope is None:
                break
            found = self._tables.get(scope.scope.id, {}).get(text)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def _block(self, node: Node) -> Node:
        """The scope that a `let` in this place belongs to."""
        scope = self._around[node.id]
        while scope.scope.type == "class" and scope.outer is not None:
            scope = scope.outer
        # A function's body is one scope with its parameters.
        if scope.scope.type == "statement_block" and scope.outer and scope.outer.scope.type in FUNCTIONS:
            return scope.outer.scope
        return scope.scope

    def _function(self, node: Node) -> Node:
        """The scope that a `var` in this place belongs to."""
        scope = self._around[node.id]
        for _ in range(_FARTHEST):
            if scope.outer is None or scope.scope.type in FUNCTIONS:
                break
            scope = scope.outer
        return scope.scope


@dataclass(frozen=True, slots=True, eq=False)
class _ScopeChain:
    """A scope with those around it; `class` is one for its own name only."""

    scope: Node
    outer: _ScopeChain | None


def _with_scopes(nodes: Iterable[tuple[Node, str]]) -> Iterator[tuple[Node, str, _ScopeChain]]:
    """Each node, in the order of the text, with the innermost scope around it; the root is in itself."""
    open_: list[tuple[int, _ScopeChain]] = []
    for node, kind in nodes:
        begin = node.start_byte
        while len(open_) > 1 and open_[-1][0] <= begin:
            open_.pop()
        scope = open_[-1][1] if open_ else _ScopeChain(node, None)
        yield node, kind, scope
        if not open_:
            open_.append((node.end_byte, scope))
        elif kind in _SCOPES or kind == "class":
            open_.append((node.end_byte, _ScopeChain(node, scope)))


def _also_reads(name: Node) -> bool:
    parent = name.parent
    return parent is not None and parent.type in {"augmented_assignment_expression", "update_expression"}
