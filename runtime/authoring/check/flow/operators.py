"""What operators make of values on a path: calculations, comparisons, questions of kind."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.constraints import holds
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    Closure,
    Comparison,
    Constant,
    ListValue,
    Native,
    ObjectValue,
    PromiseValue,
    RequestValue,
    Symbol,
    Value,
    number,
    text,
)
from runtime.authoring.check.flow.walk import Walk

_LONGEST = 1000  # characters of a text that is put together here


@dataclass(slots=True, kw_only=True)
class Operators:
    """Applies operators to values; expressions.py evaluates their operands."""

    walk: Walk
    conditions: Conditions

    def compare(self, operator: str, left: Value, right: Value) -> Value:
        """The result of a comparison; it is decided later where a side isn't known."""
        left, right = self.conditions.force(left), self.conditions.force(right)
        for value in (left, right):
            self.walk.look(value, "asked")
        if isinstance(left, Constant) and isinstance(right, Constant):
            return TRUE if holds(operator, left, right) else FALSE
        # A counter against a length: the number of rounds matters, not the length itself.
        return Comparison(operator, left, right)

    def calculate(self, operator: str, left: Value, right: Value, part: Part) -> Value:
        """The result of an operator that isn't a comparison."""
        left, right = self.as_number(left), self.as_number(right)
        if isinstance(left, Constant) and isinstance(right, Constant) and left.kind == right.kind == "number":
            a, b = left.value, right.value
            if operator in {"+", "-", "*"}:
                return number({"+": a + b, "-": a - b, "*": a * b}[operator])
            if operator == "%" and b and a >= 0 and b > 0:
                return number(a % b)
        if operator == "+" and isinstance(left, Constant) and left.kind == "string":
            return (
                text(left.value + right.value)
                if (isinstance(right, Constant) and right.kind == "string" and len(left.value) < _LONGEST)
                else Symbol(("text", part.id))
            )
        return Symbol.of("calculated", operator, left, right, murky=is_murky(left, right))

    def as_number(self, value: Value) -> Value:
        value = self.conditions.force(value)
        if isinstance(value, Symbol) and self.conditions.range_of(value)[0] == "length":
            return number(self.conditions.settle_length(value))
        return value

    def instance_of(self, left: Value, right: Value) -> Value:
        left = self.conditions.force(left)
        if isinstance(right, Native) and right.name in {"Error", "TypeError"}:
            if isinstance(left, Symbol) and left.name[0] == "data":
                self.walk.look(left, "error")
                return FALSE if self.conditions.has_answer(left.name[1]) else TRUE
            if isinstance(left, Symbol) and left.name[0] == "error":
                return TRUE
            if isinstance(left, (Constant, ObjectValue, ListValue, Closure)):
                return FALSE
        self.walk.look(left, "asked")
        return Symbol.of("instance", left, right)

    def type_of(self, value: Value) -> Value:
        self.walk.look(value, "asked")
        if isinstance(value, Constant):
            return text("object" if value.kind == "null" else value.kind)
        if isinstance(value, (Closure, Native)):
            return text("function")
        if isinstance(value, (ObjectValue, ListValue, RequestValue, PromiseValue)):
            return text("object")
        return Symbol.of("typeof", value, murky=is_murky(value))


def is_murky(*values: Value) -> bool:
    """Whether one of the values was computed in a way that isn't followed."""
    return any(isinstance(one, Symbol) and one.murky for one in values)
