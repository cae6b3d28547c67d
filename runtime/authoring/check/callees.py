"""Which global a callee is, or which function of the script's own: through aliases, as far as is certain."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.scopes import Variable
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import FUNCTIONS, arguments, bare, field, walk


def global_path(subject: Subject, node: Node | None) -> tuple[str, ...] | None:
    """`rest.get` as ("rest", "get"): see Origins."""
    return subject.origins.of_global(node)


def callee(subject: Subject, call: Node) -> tuple[str, ...] | None:
    """Which global's function a call calls."""
    return global_path(subject, call.child_by_field_name("function"))


def own_function(subject: Subject, node: Node | None) -> Node | None:
    """The script's own function that an expression is, if that is certain."""
    node = bare(node)
    if node is not None and node.type == "identifier":
        variable = subject.scopes.variable(node)
        write = variable.only if variable is not None else None
        node = bare(write.value) if write is not None and not write.keys else None
    return node if node is not None and node.type in FUNCTIONS else None


def name_of(subject: Subject, function: Node) -> Variable | None:
    """The variable that holds a function, if it is its only value."""
    name = function.child_by_field_name("name")
    parent = function.parent
    if parent is not None and parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
    elif parent is not None and parent.type == "assignment_expression":
        name = parent.child_by_field_name("left")
    variable = None if name is None else subject.scopes.variable(name)
    return variable if variable is not None and variable.only is not None else None


def calls_of(subject: Subject, function: Node) -> Iterator[Node]:
    """The calls of a function by its name."""
    variable = name_of(subject, function)
    for read in variable.reads if variable is not None else ():
        parent = read.parent
        if parent is not None and parent.type == "call_expression" and field(parent, "function") == read:
            yield parent


def parameters(function: Node) -> list[Node]:
    """Its parameters' patterns, in order."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    several = function.child_by_field_name("parameters")
    return [] if several is None else [one for one in several.named_children if one.type != "comment"]


def arguments_for(subject: Subject, variable: Variable) -> Iterator[Node]:
    """What a parameter is given, at each call of its function by name."""
    if variable.kind != "parameter" or variable.scope.type not in FUNCTIONS:
        return
    ids = {name.id for name in variable.declared}
    for number, one in enumerate(parameters(variable.scope)):
        if one.id in ids:
            for call in calls_of(subject, variable.scope):
                yield from arguments(call)[number : number + 1]


def return_values(function: Node) -> Iterator[Node]:
    """The expressions that a function may return."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    for node in inside(body):
        if node.type == "return_statement":
            yield from (one for one in node.named_children[:1] if one.type != "comment")


def inside(block: Node) -> Iterator[Node]:
    """A block and all that is in it, without what is in further functions."""
    waiting = [block]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [one for one in reversed(current.named_children) if one.type not in FUNCTIONS]


def ancestors(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each node around one, the innermost first, with the child of it that one is in."""
    child, parent = node, node.parent
    while parent is not None:
        yield parent, child
        child, parent = parent, parent.parent


def mentions(node: Node | None, found: set[int]) -> bool:
    """Whether one of these nodes is in this one."""
    return node is not None and any(one.id in found for one in walk(node))
