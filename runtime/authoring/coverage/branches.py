"""Which ways a script can go at its branches, and how each is counted.

Left alone is what would lose its name by that: a function or class without one that is a default value, or is
assigned by ||= and its kin.
"""

from __future__ import annotations

from dataclasses import replace

from tree_sitter import Node

from runtime.authoring.coverage.counters import COMMENTS, Counters
from runtime.authoring.coverage.points import ASSIGNMENT, CONDITIONAL, DEFAULT, IF, LOGICAL, SWITCH, Arm
from runtime.formats.javascript import bare

# The functions through which the operands of a chain go: see the prologue in `instrumenting`.
_ENDS = {"||": "o", "&&": "a", "??": "n"}
_ASSIGNS = frozenset({"||=", "&&=", "??="})
_TAKES_A_NAME = frozenset({"arrow_function", "function_expression", "generator_function", "class"})


class Branches:
    """The branches of one script, counted in the order of the text."""

    def __init__(self, counters: Counters) -> None:
        """Have none yet."""
        self._counters = counters
        self._many = 0
        self._chained: set[int] = set()  # where operands end that belong to a longer chain

    def look(self, node: Node) -> None:
        """Count the ways at this node, if it is a branch."""
        match node.type:
            case "if_statement":
                self._if(node)
            case "ternary_expression":
                self._conditional(node)
            case "binary_expression":
                self._chain(node)
            case "switch_statement":
                self._switch(node)
            case "assignment_pattern" | "object_assignment_pattern":
                self._default(node)
            case "augmented_assignment_expression":
                self._assignment(node)

    def _arm(self, kind: str, branch: Node, name: str, at: Node) -> Arm:
        syntax = self._counters.syntax
        return Arm(self._many, kind, syntax.at(branch), name, syntax.at(at))

    def _if(self, node: Node) -> None:
        then, otherwise = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        if then is None:
            return
        yes = self._arm(IF, node, "if", then)
        no = (
            self._arm(IF, node, "no else", node)
            if otherwise is None
            else self._arm(IF, node, "else", otherwise)
        )
        self._many += 1
        if otherwise is None:  # behind the braces that `then` may get, so it is written down before them
            self._counters.draft.closes(self._counters.end(then), f"else{{{self._counters.count(no)};}}")
        self._counters.body(then, yes)
        body = None if otherwise is None else _last(otherwise)
        if body is not None:
            self._counters.body(body, no)

    def _conditional(self, node: Node) -> None:
        for name, part in ("?", "consequence"), (":", "alternative"):
            if (chosen := node.child_by_field_name(part)) is not None:
                self._counters.expression(chosen, self._arm(CONDITIONAL, node, name, chosen))
        self._many += 1

    def _chain(self, node: Node) -> None:
        """`a || b || c` ends with exactly one of its operands."""
        operator = _operator(node)
        if operator not in _ENDS or node.id in self._chained:
            return
        *before, last = operands = self._operands(node, operator)
        ways = [
            replace(self._arm(LOGICAL, node, operator, one), operand=number, operands=len(operands))
            for number, one in enumerate(operands, start=1)
        ]
        for operand, way in zip(before, ways, strict=False):
            self._counters.operand(operand, _ENDS[operator], way)
        self._counters.expression(last, ways[-1])
        self._many += 1

    def _operands(self, node: Node, operator: str) -> list[Node]:
        """From the left to the right."""
        found: list[Node] = []
        here: Node | None = node
        while here is not None and here.type == "binary_expression" and _operator(here) == operator:
            self._chained.add(here.id)
            right = here.child_by_field_name("right")
            if right is not None:
                found.append(right)
            here = here.child_by_field_name("left")
        if here is not None:
            found.append(here)
        return found[::-1]

    def _switch(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        if body is None:
            return
        cases = [one for one in body.named_children if one.type in {"switch_case", "switch_default"}]
        if all(one.type == "switch_case" for one in cases):
            # At the beginning nothing falls into it; and cases are tried first, wherever a default stands.
            no_case = self._counters.count(self._arm(SWITCH, node, "no case", node))
            self._counters.draft.opens(body.start_byte + 1, f"default:{no_case};break;")
        for one in cases:
            arm = self._arm(SWITCH, node, self._case(one), one)
            self._counters.inside(next(part.end_byte for part in one.children if part.type == ":"), arm)
        self._many += 1

    def _case(self, node: Node) -> str:
        value = node.child_by_field_name("value")
        if value is None:
            return "default"
        return f"case {self._counters.words(value)}"

    def _default(self, node: Node) -> None:
        self._value(node, DEFAULT, "=")

    def _assignment(self, node: Node) -> None:
        operator = _operator(node)
        if operator in _ASSIGNS:
            self._value(node, ASSIGNMENT, operator)

    def _value(self, node: Node, kind: str, name: str) -> None:
        value = node.child_by_field_name("right")
        if value is None or _takes_a_name(value):
            return
        self._counters.expression(value, self._arm(kind, node, name, value))
        self._many += 1


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type


def _last(clause: Node) -> Node | None:
    """The statement of an else."""
    return next((one for one in reversed(clause.named_children) if one.type not in COMMENTS), None)


def _takes_a_name(value: Node) -> bool:
    """Whether the engine names it after what it is assigned to."""
    inner = bare(value)
    return inner is not None and inner.type in _TAKES_A_NAME and inner.child_by_field_name("name") is None
