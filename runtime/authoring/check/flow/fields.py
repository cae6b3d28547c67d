"""The fields and elements of values: what is read from them."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.completions import ThrowCompletion
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.names import Names
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frames,
    ListValue,
    Native,
    ObjectValue,
    PromiseValue,
    RequestValue,
    Symbol,
    Value,
    number,
)
from runtime.authoring.check.flow.walk import Walk

CLASSES = {"class", "class_declaration"}
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


@dataclass(slots=True, kw_only=True)
class Fields:
    """Reads fields of values and elements of lists."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    names: Names
    observer: Observer

    def elements_of(self, value: Value) -> list[Value]:
        """The elements of a list; an unknown list has none, one or two."""
        value = self.known_list(self.conditions.force(value))
        if isinstance(value, ListValue):
            return list(self.walk.path.items.get(value.number, ()))
        if isinstance(value, Constant):
            return (
                [Symbol(("char", n)) for n in range(min(2, len(value.value)))]
                if value.kind == "string"
                else []
            )
        return [Symbol.of("item", value, n) for n in range(self.conditions.count_elements(value))]

    def key_of(self, part: Part, frames: Frames) -> str | None:
        """The name of the field that `a.b` or `a[b]` means; None if it isn't known."""
        if part.type == "member_expression":
            name = part.get("property")
            return None if name is None else name.text
        index = part.get("index")
        if index is None:
            return None
        value = self.conditions.force(self.evaluator.evaluate(index, frames))
        if not isinstance(value, Constant):
            return None
        return _spell_key(value)

    def read(self, of: Value, key: str | None, part: Part) -> Value:
        """The value of a field; `key` None is one that isn't known."""
        of = self.conditions.force(of)
        if key is None:
            return Symbol.of("any", of, part.id)
        of = self.known_list(of)
        found = self.walk.path.fields.get((of, key))
        if found is not None:
            return found
        return self._read_by_kind(of, key, part)

    def _read_by_kind(self, of: Value, key: str, part: Part) -> Value:
        if isinstance(of, Symbol):
            return self._read_symbol(of, key, part)
        if isinstance(of, ObjectValue):
            return self._read_object(of, key)
        if isinstance(of, ListValue):
            return self._read_list(of, key)
        if isinstance(of, Constant):
            return self._read_constant(of, key, part)
        if isinstance(of, (Native, Closure, RequestValue, PromiseValue)):
            return Native(key, of)
        return Symbol.of("field", of, key)

    def _read_list(self, of: ListValue, key: str) -> Value:
        values = self.walk.path.items.get(of.number, ())
        if key in {"length", "size"}:
            return number(len(values))
        if key.isdigit():
            return values[int(key)] if int(key) < len(values) else UNDEFINED
        return Native(key, of)

    def _read_constant(self, of: Constant, key: str, part: Part) -> Value:
        if of.value is None:
            if part.has_token("optional_chain"):
                return UNDEFINED
            raise ThrowCompletion(Symbol(("thrown", part.id)), part, explicit=False)
        if of.kind == "string" and key == "length":
            return number(len(of.value))
        return Native(key, of)

    def _read_symbol(self, of: Symbol, key: str, part: Part) -> Value:
        if of.name[0] == "response":
            return self._read_response(of, key, part)
        if of.name[0] == "made":
            found = self._method_of_instance(of, key)
            if found is not None:
                return found
        if of.name[0] == "data":
            request = self.walk.path.requests[of.name[1]]
            if part.has_token("optional_chain"):
                self.walk.look(of, "asked")
            self.observer.note_data_read(of, part)
            if request.outcome == "error" and key not in _ERROR_FIELDS:
                return UNDEFINED
            if request.outcome == "nothing":
                raise ThrowCompletion(Symbol(("thrown", part.id)), part, explicit=False)
        return Symbol.of("field", of, key, murky=of.murky)

    def _read_response(self, of: Symbol, key: str, part: Part) -> Value:
        sent = of.name[1]
        optional = part.has_token("optional_chain")
        request = self.walk.path.requests[sent]
        if optional:
            self.walk.look(of, "null")
            if not self.conditions.has_answer(sent):
                return UNDEFINED
        elif request.outcome in {"error", "nothing", ""}:
            self.observer.note_response_read(part)
            if not self.conditions.has_answer(sent, prefer="" if self.walk.try_depth else "answered"):
                raise ThrowCompletion(Symbol(("thrown", part.id)), part, explicit=False)
        if key == "statusCode":
            self.walk.look(of, "status")
        return Symbol.of("field", of, key)

    def known_list(self, value: Value) -> Value:
        """The elements of an unknown list once the script has taken some out; the value itself for others."""
        found = self.walk.path.fields.get((value, "#items")) if isinstance(value, Symbol) else None
        return value if found is None else found

    def _read_object(self, of: ObjectValue, key: str) -> Value:
        properties = self.walk.program.properties(of.part)
        pair = properties.get(key)
        if pair is None:
            if "..." in properties:
                return Symbol.of("field", of, key)
            return Native(key, of) if key in _INHERITED else UNDEFINED
        if pair.type == "pair":
            return self.evaluator.evaluate(pair.get("value"), of.frames)
        if pair.type == "method_definition":
            return Closure(pair, of.frames)
        return self.names.read(pair, of.frames)

    def _method_of_instance(self, of: Symbol, key: str) -> Value | None:
        """A method of an object that the script made; None if it has none of this name."""
        constructor = self.walk.path.fields.get((of, "#class"))
        if not isinstance(constructor, Closure):
            return None
        if constructor.part.type in CLASSES:
            return method_of(constructor, key)
        return self.walk.path.fields.get((Native("prototype", constructor), key))

    def is_as_written(self, value: ObjectValue) -> bool:
        """Whether an object has the properties of its literal, and none that were added later."""
        filled = any(of == value for of, _ in self.walk.path.fields)
        return not filled and "..." not in self.walk.program.properties(value.part)


def _spell_key(value: Constant) -> str:
    if value.kind == "number" and float(value.value).is_integer():
        return str(int(value.value))
    return str(value.value)


def method_of(constructor: Closure, key: str) -> Closure | None:
    """The method of a class with this name; None if it has none."""
    body = constructor.part.get("body")
    for one in () if body is None else body.children:
        name = one.get("name")
        if one.type == "method_definition" and name is not None and name.text == key:
            return Closure(one, constructor.frames)
    return None
