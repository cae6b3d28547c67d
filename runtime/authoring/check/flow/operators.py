"""What operators make of values on a path: calculations, comparisons, questions of kind."""

from __future__ import annotations

from runtime.authoring.check.flow.facts import holds
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    Closure,
    Compared,
    Constant,
    Items,
    Native,
    Promise,
    Sent,
    Symbol,
    Thing,
    Value,
    number,
    text,
)

_LONGEST = 1000  # characters of a text that is put together here


class Operators(Fields):
    """Works on values; what stands for them is evaluated in expressions.py."""

    def _comparison(self, operator: str, left: Value, right: Value) -> Value:
        left, right = self.force(left), self.force(right)
        for value in (left, right):
            self.look(value, "asked")
        if isinstance(left, Constant) and isinstance(right, Constant):
            return TRUE if holds(operator, left, right) else FALSE
        # A counter against a length: the number of rounds matters, not the length itself.
        return Compared(operator, left, right)

    def calculated(self, operator: str, left: Value, right: Value, part: Part) -> Value:
        """The result of an operator that isn't a comparison."""
        left, right = self._as_number(left), self._as_number(right)
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
        return Symbol.of("calculated", operator, left, right, murky=self._local(left, right))

    def _as_number(self, value: Value) -> Value:
        value = self.force(value)
        if isinstance(value, Symbol) and self.range_of(value)[0] == "length":
            return number(self.settle_length(value))
        return value

    def _local(self, *values: Value) -> bool:
        return any(isinstance(one, Symbol) and one.murky for one in values)

    def _instance(self, left: Value, right: Value) -> Value:
        left = self.force(left)
        if isinstance(right, Native) and right.name in {"Error", "TypeError"}:
            if isinstance(left, Symbol) and left.name[0] == "data":
                self.look(left, "error")
                return FALSE if self.answered(left.name[1]) else TRUE
            if isinstance(left, Symbol) and left.name[0] == "error":
                return TRUE
            if isinstance(left, (Constant, Thing, Items, Closure)):
                return FALSE
        self.look(left, "asked")
        return Symbol.of("instance", left, right)

    def _typeof(self, value: Value) -> Value:
        self.look(value, "asked")
        if isinstance(value, Constant):
            return text("object" if value.kind == "null" else value.kind)
        if isinstance(value, (Closure, Native)):
            return text("function")
        if isinstance(value, (Thing, Items, Sent, Promise)):
            return text("object")
        return Symbol.of("typeof", value, murky=self._local(value))
