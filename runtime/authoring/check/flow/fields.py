"""Names, fields and lists on a path: what is in them, and what is put there."""

from __future__ import annotations

from runtime.authoring.check.flow.completions import Thrown
from runtime.authoring.check.flow.machine import Machine
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frames,
    Items,
    Native,
    Promise,
    Sent,
    Symbol,
    Thing,
    Value,
    number,
)

# What a call has beside its names, which are numbered by their variables.
THIS, GIVEN = 0, 1
_ERROR_FIELDS = {
    "message",
    "code",
    "name",
    "stack",
    "errno",
    "syscall",
    "address",
    "port",
    "hostname",
    "type",
    "constructor",
    "toString",
}
_INHERITED = {"hasOwnProperty", "toString", "valueOf", "isPrototypeOf", "propertyIsEnumerable"}
_GLOBALS = {
    "done",
    "rest",
    "console",
    "Promise",
    "JSON",
    "Array",
    "Object",
    "String",
    "Number",
    "Boolean",
    "Math",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "queueMicrotask",
    "process",
    "Error",
    "TypeError",
    "Date",
    "RegExp",
    "encodeURIComponent",
    "decodeURIComponent",
    "parseInt",
    "parseFloat",
    "isNaN",
    "Buffer",
    "Symbol",
    "Map",
    "Set",
    "Function",
}


class Fields(Machine):
    """Reads and writes names and fields."""

    # -- names --

    def _name(self, part: Part, frames: Frames) -> Value:
        variable = self.program.variable(part)
        if variable is None:
            word = part.text
            if word == "undefined":
                return UNDEFINED
            if word == "context":
                return Symbol(("context",))
            if word == "arguments":
                return self._arguments(frames)
            return Native(word) if word in _GLOBALS else Symbol(("global", word))
        names, key = self.path.names, id(variable)
        for frame in reversed(frames):
            found = names.get((frame, key))
            if found is not None:
                return found
        return UNDEFINED if variable.kind in {"var", "let", "const"} else Symbol(("name", key), murky=True)

    def _arguments(self, frames: Frames) -> Value:
        """What the function around was given; an arrow has none of its own."""
        found = (self.path.names.get((frame, GIVEN)) for frame in reversed(frames))
        return next((one for one in found if one is not None), Symbol(("arguments",), murky=True))

    def assign(self, part: Part, value: Value, frames: Frames, *, declared: bool = False) -> None:
        """Put a value into a name: where it is, or here if it is declared here."""
        variable = self.program.variable(part)
        if variable is None or self.peeking:
            return
        names, key = self.path.names, id(variable)
        if not declared:
            for frame in reversed(frames):
                if (frame, key) in names:
                    names[frame, key] = value
                    return
        names[frames[-1], key] = value

    # -- lists, and what is let out of sight --

    def each(self, value: Value) -> list[Value]:
        """What is in a list, one by one: of an unknown one, none, one, or two."""
        value = self.list_of(self.force(value))
        if isinstance(value, Items):
            return list(self.path.items.get(value.number, ()))
        if isinstance(value, Constant):
            return (
                [Symbol(("char", n)) for n in range(min(2, len(value.value)))]
                if value.kind == "string"
                else []
            )
        return [Symbol.of("item", value, n) for n in range(self.count_of(value))]

    def let_go(self, value: Value) -> None:
        """Functions in a value may be called where it isn't seen."""
        if isinstance(value, (Closure, Thing)):
            self.escaped[value.part.id] = value.part
        elif isinstance(value, Items):
            for one in self.path.items.get(value.number, ()):
                self.let_go(one)
        elif isinstance(value, Sent):
            known = self.path.requests[value.number]
            self.path.requests[value.number] = known._replace(escaped=True)
        elif self.asked:
            found = self.request_of(value)
            if found is not None:
                self.path.look(found[0], "passed")

    # -- fields --

    def key_of(self, part: Part, frames: Frames) -> str | None:
        """The name of the field that `a.b` or `a[b]` means; None if it isn't known."""
        if part.type == "member_expression":
            name = part.get("property")
            return None if name is None else name.text
        index = part.get("index")
        if index is None:
            return None
        value = self.force(self.evaluate(index, frames))
        if not isinstance(value, Constant):
            return None
        return _shown(value)

    def field_of(self, of: Value, key: str | None, part: Part) -> Value:
        """A field of a value."""
        of = self.force(of)
        if key is None:
            return Symbol.of("any", of, part.id)
        of = self.list_of(of)
        found = self.path.fields.get((of, key))
        if found is not None:
            return found
        how = _READ.get(type(of))
        if how is None:
            return Symbol.of("field", of, key)
        value: Value = getattr(self, how)(of, key, part)
        return value

    def _method_of(self, of: Value, key: str, _part: Part) -> Value:
        return Native(key, of)

    def _field_of_items(self, of: Items, key: str, _part: Part) -> Value:
        values = self.path.items.get(of.number, ())
        if key in {"length", "size"}:
            return number(len(values))
        if key.isdigit():
            return values[int(key)] if int(key) < len(values) else UNDEFINED
        return Native(key, of)

    def _field_of_constant(self, of: Constant, key: str, part: Part) -> Value:
        if of.value is None:
            if part.word("optional_chain"):
                return UNDEFINED
            raise Thrown(Symbol(("thrown", part.id)), part, said=False)
        if of.kind == "string" and key == "length":
            return number(len(of.value))
        return Native(key, of)

    def _field_of_symbol(self, of: Symbol, key: str, part: Part) -> Value:
        if of.name[0] == "response":
            return self._field_of_response(of, key, part)
        if of.name[0] == "made":
            found = self.field_of_made(of, key)
            if found is not None:
                return found
        if of.name[0] == "data":
            request = self.path.requests[of.name[1]]
            if part.word("optional_chain"):
                self.look(of, "asked")
            self.note_data(of, part)
            if request.outcome == "error" and key not in _ERROR_FIELDS:
                return UNDEFINED
            if request.outcome == "nothing":
                raise Thrown(Symbol(("thrown", part.id)), part, said=False)
        return Symbol.of("field", of, key, murky=of.murky)

    def _field_of_response(self, of: Symbol, key: str, part: Part) -> Value:
        number_ = of.name[1]
        optional = part.word("optional_chain")
        request = self.path.requests[number_]
        if optional:
            self.look(of, "null")
            if not self.answered(number_):
                return UNDEFINED
        elif request.outcome in {"error", "nothing", ""}:
            self.note_response(part)
            if not self.answered(number_, prefer="" if self.guarded else "answered"):
                raise Thrown(Symbol(("thrown", part.id)), part, said=False)
        if key == "statusCode":
            self.look(of, "status")
        return Symbol.of("field", of, key)

    def field_of_made(self, of: Symbol, key: str) -> Value | None:
        """A method of an object that the script made."""
        raise NotImplementedError

    def list_of(self, value: Value) -> Value:
        """The things of a list that was unknown, if the script has taken some of them out."""
        found = self.path.fields.get((value, "#items")) if isinstance(value, Symbol) else None
        return value if found is None else found

    def note_data(self, of: Symbol, part: Part) -> None:
        """Whoever listens learns that a field of an answer was read."""

    def note_response(self, part: Part) -> None:
        """Whoever listens learns that a field of a response was read that may be null."""

    def _field_of_thing(self, of: Thing, key: str, _part: Part) -> Value:
        pairs = self.program.pairs(of.part)
        pair = pairs.get(key)
        if pair is None:
            if "..." in pairs:
                return Symbol.of("field", of, key)
            return Native(key, of) if key in _INHERITED else UNDEFINED
        if pair.type == "pair":
            return self.evaluate(pair.get("value"), of.frames)
        if pair.type == "method_definition":
            return Closure(pair, of.frames)
        return self._name(pair, of.frames)

    # -- writing --

    def put(self, left: Part, value: Value, frames: Frames, *, declared: bool = False) -> None:
        """Put a value into a name, a field or a pattern."""
        kind = left.type
        if kind in {"identifier", "shorthand_property_identifier_pattern"}:
            self.assign(left, value, frames, declared=declared)
        elif kind in {"member_expression", "subscript_expression"}:
            self._put_field(left, value, frames)
        elif kind == "object_pattern":
            self._put_object(left, value, frames, declared=declared)
        elif kind == "array_pattern":
            value = self.force(value)
            for n, one in enumerate(left.kids):
                self.put(one, self._item(value, n), frames, declared=declared)
        elif kind in {"assignment_pattern", "object_assignment_pattern"}:
            inner = left.get("left")
            if inner is not None:
                self.put(inner, self._or_default(value, left, frames), frames, declared=declared)
        elif kind == "rest_pattern" and left.kids:
            self.put(left.kids[0], Symbol(("rest", left.id)), frames, declared=declared)

    def _item(self, value: Value, n: int) -> Value:
        if isinstance(value, Items):
            values = self.path.items.get(value.number, ())
            return values[n] if n < len(values) else UNDEFINED
        return Symbol.of("item", value, n)

    def _or_default(self, value: Value, left: Part, frames: Frames) -> Value:
        return self.evaluate(left.get("right"), frames) if value == UNDEFINED else value

    def _put_object(self, left: Part, value: Value, frames: Frames, *, declared: bool) -> None:
        for one in left.kids:
            if one.type == "pair_pattern":
                key, inner = one.get("key"), one.get("value")
            elif one.type == "object_assignment_pattern":
                key, inner = one.get("left"), one
            else:
                key, inner = one, one
            if key is None or inner is None:
                continue
            found = (
                Symbol(("rest", one.id))
                if one.type == "rest_pattern"
                else self.field_of(value, key.text.strip("\"'"), one)
            )
            self.put(inner, found, frames, declared=declared)

    def _put_field(self, left: Part, value: Value, frames: Frames) -> None:
        of = self.force(self.evaluate(left.get("object"), frames))
        key = self.key_of(left, frames)
        if self._of_context(of):
            self.note_written(left)
        if self.peeking:
            return
        if key is None:
            self.let_go(value)
        elif isinstance(of, Items) and key.isdigit() and int(key) < len(self.path.items.get(of.number, ())):
            values = self.path.items[of.number]
            self.path.items[of.number] = (*values[: int(key)], value, *values[int(key) + 1 :])
        else:
            self.path.fields[of, key] = value

    def _of_context(self, value: Value) -> bool:
        while isinstance(value, Symbol) and value.name[0] in {"field", "any", "item"}:
            value = value.name[1]
        return isinstance(value, Symbol) and value.name == ("context",)

    def note_written(self, part: Part) -> None:
        """Whoever listens learns that the context was changed."""


def _shown(value: Constant) -> str:
    if value.kind == "number" and float(value.value).is_integer():
        return str(int(value.value))
    return str(value.value)


_READ = {
    Symbol: "_field_of_symbol",
    Thing: "_field_of_thing",
    Items: "_field_of_items",
    Constant: "_field_of_constant",
    **dict.fromkeys((Native, Closure, Sent, Promise), "_method_of"),
}
