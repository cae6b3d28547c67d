"""Lists on a path: what their methods do, and functions that are called for each of their elements."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    UNDEFINED,
    Closure,
    Constant,
    ListValue,
    Native,
    ObjectValue,
    Symbol,
    Value,
    number,
)
from runtime.authoring.check.flow.walk import Walk

_ITERATING = {"forEach", "map", "filter", "some", "every", "find", "findIndex", "flatMap"}
_SHORT_CIRCUITING = {"some", "every"}
_CHANGING = {"shift", "pop"}
_MOST_ITEMS = 20
# Methods that only compute: the same call on the same value has the same result.
PURE = {
    "toLowerCase",
    "toUpperCase",
    "trim",
    "indexOf",
    "includes",
    "startsWith",
    "endsWith",
    "hasOwnProperty",
    "isArray",
    "keys",
    "charAt",
    "slice",
    "test",
    "match",
    "split",
    "join",
    "parse",
    "isInteger",
    "floor",
}


@dataclass(slots=True, kw_only=True)
class Lists:
    """Calls the methods of lists and texts."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    fields: Fields

    def call_method(self, of: Value, key: str, arguments: list[Value], part: Part) -> Value | None:
        """Call a method of a list, a text, or what may be one; None if it isn't known."""
        of = self.fields.known_list(of)
        if key in _CHANGING and isinstance(of, Symbol) and not self.walk.peeking:
            elements = self.walk.path.new_list(part, self.fields.elements_of(of))
            self.walk.path.fields[of, "#items"] = elements
            of = elements
        if key in _ITERATING and arguments and isinstance(arguments[0], (Closure, Native)):
            return self._iterate(of, key, arguments[0], part)
        if key == "reduce" and arguments and isinstance(arguments[0], Closure):
            return self._reduce(of, arguments, part)
        if isinstance(of, ListValue):
            return self._call_known_list(of, key, arguments, part)
        if key in PURE and isinstance(of, (Symbol, Constant, ObjectValue)):
            self.walk.look(of, "asked")
            for one in arguments:
                self.walk.look(one, "asked")
            return Symbol.of("method", of, key, *arguments)
        return None

    def _concat(self, values: tuple[Value, ...], arguments: list[Value], part: Part) -> Value:
        if any(isinstance(one, Symbol) for one in arguments):
            return Symbol(("joined", *self.walk.path.new_number(part)))
        elements = ListValue(self.walk.path.new_number(part))
        added = [
            one
            for each in arguments
            for one in (self.fields.elements_of(each) if isinstance(each, ListValue) else [each])
        ]
        self.walk.path.items[elements.number] = (*values, *added)[:_MOST_ITEMS]
        return elements

    def _slice(self, values: tuple[Value, ...], arguments: list[Value], part: Part) -> Value:
        bounds = [int(one.value) for one in arguments if isinstance(one, Constant) and _is_whole(one)]
        if len(bounds) != len(arguments):
            return Symbol(("sliced", *self.walk.path.new_number(part)), murky=True)
        begin, end = (*bounds, *(0, None)[len(bounds) :])[:2]
        return self.walk.path.new_list(part, values[begin:end])

    def _splice(self, of: ListValue, arguments: list[Value], part: Part) -> Value | None:
        bounds = [int(one.value) for one in arguments[:2] if isinstance(one, Constant) and _is_whole(one)]
        if len(bounds) != len(arguments[:2]) or any(one < 0 for one in bounds):
            self.walk.path.unsure = True  # what is left in it isn't followed
            return None
        values = self.walk.path.items.get(of.number, ())
        begin = bounds[0] if bounds else len(values)
        end = begin + bounds[1] if bounds[1:] else len(values)
        elements = self.walk.path.new_list(part, values[begin:end])
        self.walk.path.items[of.number] = (*values[:begin], *arguments[2:], *values[end:])[:_MOST_ITEMS]
        return elements

    def _iterate(self, of: Value, key: str, function: Value, part: Part) -> Value | None:
        if isinstance(of, ListValue) and key in _SHORT_CIRCUITING:
            return self._some_or_every(of, key, function, part)
        if key not in {"forEach", "map", "flatMap"} and not self._has_effect(function):
            return Symbol.of("method", of, key, function)
        results = [
            self.evaluator.invoke(function, [one, number(n), of], part)
            for n, one in enumerate(self.fields.elements_of(of))
        ]
        if key == "forEach":
            return UNDEFINED
        if key == "map":
            return self.walk.path.new_list(part, results)
        return Symbol(("iterated", *self.walk.path.new_number(part)))

    def _some_or_every(self, of: ListValue, key: str, function: Value, part: Part) -> Value:
        """Ask for each element until the answer is clear."""
        deciding = key == "some"
        for n, one in enumerate(self.walk.path.items.get(of.number, ())):
            with self.walk.as_value:
                held = self.conditions.holds(self.evaluator.invoke(function, [one, number(n), of], part))
            if held is deciding:
                return TRUE if deciding else FALSE
        return FALSE if deciding else TRUE

    def _has_effect(self, function: Value) -> bool:
        return not isinstance(function, Closure) or self.walk.program.has_effect(function.part)

    def _reduce(self, of: Value, arguments: list[Value], part: Part) -> Value:
        values = self.fields.elements_of(of)
        if len(arguments) > 1:
            result = arguments[1]
        elif values:
            result = values.pop(0)
        else:
            return UNDEFINED
        for n, one in enumerate(values):
            result = self.evaluator.invoke(arguments[0], [result, one, number(n)], part)
        return result

    def _call_known_list(self, of: ListValue, key: str, arguments: list[Value], part: Part) -> Value | None:
        values = self.walk.path.items.get(of.number, ())
        if key in {"concat", "slice"}:
            return (self._concat if key == "concat" else self._slice)(values, arguments, part)
        if key == "splice":
            return self._splice(of, arguments, part)
        if key in _CHANGING:
            return self._take(of, key)
        if key in {"includes", "indexOf"} and arguments:
            self.walk.look(arguments[0], "asked")
            return Symbol.of("method", arguments[0], key, *values)
        return self._change_list(of, key, arguments)

    def _change_list(self, of: ListValue, key: str, arguments: list[Value]) -> Value | None:
        values = self.walk.path.items.get(of.number, ())
        if key in {"sort", "reverse"}:
            return of
        if key in {"add", "delete"} and arguments:
            rest = tuple(one for one in values if one != arguments[0])
            self.walk.path.items[of.number] = rest if key == "delete" else (*rest, arguments[0])
            return of
        if key in {"push", "unshift"}:
            self.walk.path.items[of.number] = (
                (*values, *arguments)[:_MOST_ITEMS] if key == "push" else (*arguments, *values)[:_MOST_ITEMS]
            )
            return number(len(values) + len(arguments))
        return None

    def _take(self, of: ListValue, key: str) -> Value:
        values = self.walk.path.items.get(of.number, ())
        if not values:
            return UNDEFINED
        self.walk.path.items[of.number] = values[1:] if key == "shift" else values[:-1]
        return values[0] if key == "shift" else values[-1]


def _is_whole(value: Constant) -> bool:
    return value.kind == "number" and float(value.value).is_integer()
