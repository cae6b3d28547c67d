"""Where a value comes from: which field of `context` or another global, as far as the text tells."""

from __future__ import annotations

from tree_sitter import Node

from runtime.authoring.check.scopes import Scopes, Variable
from runtime.formats.javascript import FUNCTIONS, Syntax, arguments, bare, field

# A step that isn't a field: the value was read as JSON.
PARSED = "JSON.parse()"
_FARTHEST = 50  # steps


class Origins:
    """Follows names to their only value, and values to `context`."""

    def __init__(self, syntax: Syntax, scopes: Scopes) -> None:
        self._syntax, self._scopes = syntax, scopes
        self._known: dict[int, tuple[str, ...] | None] = {}  # many rules ask of the same nodes

    def of_context(self, node: Node | None) -> tuple[str, ...] | None:
        """The path in `context` that an expression is, PARSED a step of it; None if it isn't part of it.

        `JSON.parse(context.OAuth2ProtocolConfiguration).access_token` is ("OAuth2ProtocolConfiguration",
        PARSED, "access_token"), also through variables that have one value only. `context` itself is ().
        """
        found = self._look_up(node)
        return found[1:] if found is not None and found[0] == "context" else None

    def of_global(self, node: Node | None) -> tuple[str, ...] | None:
        """Which global's field an expression is: `rest.get` is ("rest", "get"), also through aliases.

        None for what is no global's, and where a name has more than one value.
        """
        found = self._look_up(node)
        return None if found is None or PARSED in found else found

    def _look_up(self, node: Node | None) -> tuple[str, ...] | None:
        """A global's name, and the way from there."""
        if node is None:
            return None
        if node.id not in self._known:
            self._known[node.id] = self._follow(node)
        return self._known[node.id]

    def _follow(self, node: Node | None) -> tuple[str, ...] | None:
        steps: list[str] = []
        for _ in range(_FARTHEST):
            node = bare(node)
            if node is None:
                return None
            if node.type in {"identifier", "shorthand_property_identifier"}:
                variable = self._scopes.variable(node)
                if variable is None:
                    return (self._syntax.text(node), *steps)
                if variable.only is None:
                    return None
                steps[:0] = variable.only.keys
                node = variable.only.value or _immediate_argument(variable)
            elif (step := self.step(node)) is not None:
                steps.insert(0, step)
                node = node.child_by_field_name("object")
            elif self._is_parse(node):
                steps.insert(0, PARSED)
                node = next(iter(arguments(node)), None)
            else:
                return None
        return None

    def step(self, node: Node) -> str | None:
        """The field that `a.b`, `a['b']` or `a[0]` names; None for anything else."""
        if node.type == "member_expression":
            name = node.child_by_field_name("property")
            return None if name is None else self._syntax.text(name)
        if node.type == "subscript_expression":
            index = bare(node.child_by_field_name("index"))
            if index is not None and index.type in {"string", "number"}:
                return self._syntax.text(index).strip("\"'")
        return None

    def _is_parse(self, node: Node) -> bool:
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        return (
            callee is not None
            and self.step(callee) == "parse"
            and self._scopes.is_global(bare(callee.child_by_field_name("object")), "JSON")
        )


def _immediate_argument(variable: Variable) -> Node | None:
    """What a parameter is, of a function called where it stands: `(function (ctx) {...})(context)`."""
    function = variable.scope
    if variable.kind != "parameter" or function.type not in FUNCTIONS:
        return None
    call = function.parent
    while call is not None and call.type == "parenthesized_expression":
        call = call.parent
    several = function.child_by_field_name("parameters")
    if (
        call is None
        or call.type != "call_expression"
        or field(call, "function") != function
        or several is None
    ):
        return None
    pairs = zip(
        (one for one in several.named_children if one.type != "comment"), arguments(call), strict=False
    )
    return next((value for one, value in pairs if one == variable.declared[0]), None)
