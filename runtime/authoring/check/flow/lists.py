"""Lists on a path: what their methods do, and functions that are called for each of their things."""

from __future__ import annotations

from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    UNDEFINED,
    Closure,
    Constant,
    Items,
    Native,
    Symbol,
    Thing,
    Value,
    number,
)

_ITERATING = {"forEach", "map", "filter", "some", "every", "find", "findIndex", "flatMap"}
_DECIDING = {"some", "every"}
_CHANGING = {"shift", "pop"}
_MOST_ITEMS = 20
# Methods that only compute: the same question of the same value has the same answer.
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


class Lists(Promises):
    """Calls the methods of lists and texts."""

    def of_list(self, of: Value, key: str, given: list[Value], part: Part) -> Value | None:
        """Call a method of a list, a text, or what may be one; None if it isn't known."""
        of = self.list_of(of)
        if key in _CHANGING and isinstance(of, Symbol) and not self.peeking:
            made = Items(self.path.once(part))
            self.path.items[made.number] = tuple(self.each(of))
            self.path.fields[of, "#items"] = made
            of = made
        if key in _ITERATING and given and isinstance(given[0], (Closure, Native)):
            return self._iterate(of, key, given[0], part)
        if key == "reduce" and given and isinstance(given[0], Closure):
            return self._reduce(of, given, part)
        if isinstance(of, Items):
            return self._of_items(of, key, given, part)
        if key in PURE and isinstance(of, (Symbol, Constant, Thing)):
            self.look(of, "asked")
            for one in given:
                self.look(one, "asked")
            return Symbol.of("method", of, key, *given)
        return None

    def _joined(self, values: tuple[Value, ...], given: list[Value], part: Part) -> Value:
        if any(isinstance(one, Symbol) for one in given):
            return Symbol(("joined", *self.path.once(part)))
        made = Items(self.path.once(part))
        added = [one for each in given for one in (self.each(each) if isinstance(each, Items) else [each])]
        self.path.items[made.number] = (*values, *added)[:_MOST_ITEMS]
        return made

    def _sliced(self, values: tuple[Value, ...], given: list[Value], part: Part) -> Value:
        bounds = [int(one.value) for one in given if isinstance(one, Constant) and _is_whole(one)]
        if len(bounds) != len(given):
            return Symbol(("sliced", *self.path.once(part)), murky=True)
        begin, end = (*bounds, *(0, None)[len(bounds) :])[:2]
        made = Items(self.path.once(part))
        self.path.items[made.number] = values[begin:end]
        return made

    def _spliced(self, of: Items, given: list[Value], part: Part) -> Value | None:
        bounds = [int(one.value) for one in given[:2] if isinstance(one, Constant) and _is_whole(one)]
        if len(bounds) != len(given[:2]) or any(one < 0 for one in bounds):
            self.path.unsure = True  # what is left in it isn't followed
            return None
        values = self.path.items.get(of.number, ())
        begin = bounds[0] if bounds else len(values)
        end = begin + bounds[1] if bounds[1:] else len(values)
        made = Items(self.path.once(part))
        self.path.items[made.number] = values[begin:end]
        self.path.items[of.number] = (*values[:begin], *given[2:], *values[end:])[:_MOST_ITEMS]
        return made

    def _iterate(self, of: Value, key: str, function: Value, part: Part) -> Value | None:
        if isinstance(of, Items) and key in _DECIDING:
            return self._decided(of, key, function, part)
        if key not in {"forEach", "map", "flatMap"} and not self._does_something(function):
            return Symbol.of("method", of, key, function)
        results = [self.invoke(function, [one, number(n), of], part) for n, one in enumerate(self.each(of))]
        if key == "forEach":
            return UNDEFINED
        if key == "map":
            made = Items(self.path.once(part))
            self.path.items[made.number] = tuple(results)
            return made
        return Symbol(("iterated", *self.path.once(part)))

    def _decided(self, of: Items, key: str, function: Value, part: Part) -> Value:
        """Ask for each of the things until the answer is clear."""
        wanted = key == "some"
        for n, one in enumerate(self.path.items.get(of.number, ())):
            with self.used:
                held = self.truth(self.invoke(function, [one, number(n), of], part))
            if held is wanted:
                return TRUE if wanted else FALSE
        return FALSE if wanted else TRUE

    def _does_something(self, function: Value) -> bool:
        return not isinstance(function, Closure) or self.program.has_effect(function.part)

    def _reduce(self, of: Value, given: list[Value], part: Part) -> Value:
        values = self.each(of)
        if len(given) > 1:
            result = given[1]
        elif values:
            result = values.pop(0)
        else:
            return UNDEFINED
        for n, one in enumerate(values):
            result = self.invoke(given[0], [result, one, number(n)], part)
        return result

    def _of_items(self, of: Items, key: str, given: list[Value], part: Part) -> Value | None:
        values = self.path.items.get(of.number, ())
        if key in {"concat", "slice"}:
            return (self._joined if key == "concat" else self._sliced)(values, given, part)
        if key == "splice":
            return self._spliced(of, given, part)
        if key in _CHANGING:
            return self._taken(of, key)
        if key in {"includes", "indexOf"} and given:
            self.look(given[0], "asked")
            return Symbol.of("method", given[0], key, *values)
        return self._put_in(of, key, given)

    def _put_in(self, of: Items, key: str, given: list[Value]) -> Value | None:
        values = self.path.items.get(of.number, ())
        if key in {"sort", "reverse"}:
            return of
        if key in {"add", "delete"} and given:
            rest = tuple(one for one in values if one != given[0])
            self.path.items[of.number] = rest if key == "delete" else (*rest, given[0])
            return of
        if key in {"push", "unshift"}:
            self.path.items[of.number] = (
                (*values, *given)[:_MOST_ITEMS] if key == "push" else (*given, *values)[:_MOST_ITEMS]
            )
            return number(len(values) + len(given))
        return None

    def _taken(self, of: Items, key: str) -> Value:
        values = self.path.items.get(of.number, ())
        if not values:
            return UNDEFINED
        self.path.items[of.number] = values[1:] if key == "shift" else values[:-1]
        return values[0] if key == "shift" else values[-1]


def _is_whole(value: Constant) -> bool:
    return value.kind == "number" and float(value.value).is_integer()
