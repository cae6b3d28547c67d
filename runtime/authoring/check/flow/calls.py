"""Calls: of the script's functions, which are walked through, and of what the engine or MyWorkspace gives."""

from __future__ import annotations

import re

from runtime.authoring.check.flow.completions import Returned, Suspended, Thrown
from runtime.authoring.check.flow.fields import GIVEN, THIS
from runtime.authoring.check.flow.lists import PURE
from runtime.authoring.check.flow.objects import Objects
from runtime.authoring.check.flow.path import Done
from runtime.authoring.check.flow.program import Part, key_in
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    UNDEFINED,
    Closure,
    Constant,
    Frame,
    Frames,
    Items,
    Native,
    Promise,
    Sent,
    Symbol,
    Thing,
    Value,
    text,
)

_MOST_CALLS = 14  # within each other
METHODS = {
    "get",
    "post",
    "put",
    "patch",
    "del",
    "head",
    "json",
    "postJson",
    "putJson",
    "patchJson",
    "request",
}
_LISTENING = {"on", "once", "addListener"}
_VALUES = {"String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN", "encodeURIComponent", "Array"}
_TIMERS = {"setTimeout", "setImmediate", "queueMicrotask", "setInterval", "nextTick"}
_ENDINGS = {"complete", "success", "fail", "error", "timeout"}


def is_event(name: str) -> bool:
    """Whether it is one of restler's events that tell how a request ended."""
    return name in _ENDINGS or re.fullmatch("[1-5](?:[0-9]{2}|XX)", name) is not None


class Calls(Objects):
    """Evaluates calls."""

    def _call(self, part: Part, frames: Frames) -> Value:
        number, passed = self.pieces, self.passed()
        if passed is not None:
            known: Value = passed[-1]
            return known
        found = self._called(part, frames)
        self.keep(number, found)
        return found

    def _called(self, part: Part, frames: Frames) -> Value:
        function = part.get("function")
        if function is None:
            return UNDEFINED
        if function.type in {"member_expression", "subscript_expression"}:
            return self._method_call(part, function, frames)
        callee = self.force(self.evaluate(function, frames))
        if part.word("optional_chain") and isinstance(callee, Constant) and callee.value is None:
            return UNDEFINED
        given = self.given(part, frames)
        return self._as_call(callee, given, part)

    def _as_call(self, callee: Value, given: list[Value], part: Part, this: Value | None = None) -> Value:
        """Call it; a call whose value is used isn't one that only leads on."""
        if part.id in self.program.leading:
            return self.invoke(callee, given, part, this)
        with self.used:
            return self.invoke(callee, given, part, this)

    def given(self, part: Part, frames: Frames) -> list[Value]:
        """The arguments of a call."""
        found = part.get("arguments")
        values: list[Value] = []
        if found is None or found.type != "arguments":
            return values
        with self.used:
            for one in found.kids:
                if one.type == "spread_element":
                    values += self.each(self.evaluate(next(iter(one.kids), None), frames))
                else:
                    values.append(self.evaluate(one, frames))
        return values

    def _method_call(self, part: Part, function: Part, frames: Frames) -> Value:
        # `a.b(...).c(...)`: what leads on is the whole chain.
        of = self.force(self.evaluate(function.get("object"), frames))
        key = self.key_of(function, frames)
        if isinstance(of, Native) and of.name == "console" and of.bound is None:
            return self._console(part, frames)
        given = self.given(part, frames)
        if key is not None:
            known = self.method(of, key, given, part)
            if known is not None:
                return known
        callee = self.field_of(of, key, function)
        return self._as_call(callee, given, part, of)

    def _console(self, part: Part, frames: Frames) -> Value:
        """What is only written to the console isn't looked at."""
        before, self.asked = self.asked, False
        try:
            self.given(part, frames)
        finally:
            self.asked = before
        return UNDEFINED

    # -- functions --

    def invoke(self, callee: Value, given: list[Value], part: Part, this: Value | None = None) -> Value:
        """Call a function, whatever it is."""
        callee = self.force(callee)
        if self.peeking:
            return Symbol(("peeked", part.id))
        if isinstance(callee, Closure):
            return self._walk(callee, given, part, this)
        if isinstance(callee, Native):
            return self.native(callee, given, part)
        if isinstance(callee, Constant) and callee.value is None:
            raise Thrown(Symbol(("thrown", part.id)), part, said=False)
        if isinstance(callee, Symbol) and callee.name[0] == "any":
            return self._one_of_table(callee, given, part)
        found = self._unknown(given, part)
        return found._replace(murky=True) if isinstance(callee, Symbol) and callee.murky else found

    def _one_of_table(self, callee: Symbol, given: list[Value], part: Part) -> Value:
        """Call a function that was looked up by a key that isn't known: one of those that there are."""
        table = callee.name[1]
        if not isinstance(table, Thing):
            return self._unknown(given, part)
        found = [self.field_of(table, key, part) for key in map(key_in, table.part.kids) if key is not None]
        functions = [one for one in found if isinstance(one, Closure)]
        if not functions:
            return self._unknown(given, part)
        return self.invoke(functions[self.choose(len(functions))], given, part, table)

    def _unknown(self, given: list[Value], part: Part) -> Symbol:
        for one in given:
            self.let_go(one)
        return Symbol(("called", *self.path.once(part)))

    def _walk(self, callee: Closure, given: list[Value], part: Part, this: Value | None) -> Value:
        if len(self.calls) >= _MOST_CALLS:
            self.give_up()
        self.entered.add(callee.part.id)
        frame = Frame(self.path.once(part))
        frames = (*callee.frames, frame)
        if callee.part.type != "arrow_function":
            self.path.names[frame, THIS] = callee.this or this or Symbol(("this",))
            if self.program.reads_arguments(callee.part):
                every = Items(self.path.once(part))
                self.path.items[every.number] = (*callee.given, *given)
                self.path.names[frame, GIVEN] = every
        before = self.calls, self.functions
        self.calls, self.functions = (*self.calls, part), (*self.functions, callee.part)
        try:
            self._bind(callee.part, [*callee.given, *given], frames)
            return self._body(callee.part, frames, part)
        finally:
            self.calls, self.functions = before

    def _bind(self, function: Part, given: list[Value], frames: Frames) -> None:
        single, several = function.get("parameter"), function.get("parameters")
        parameters = (single,) if single is not None else several.kids if several is not None else ()
        for n, parameter in enumerate(parameters):
            if parameter.type == "rest_pattern":
                rest = Items(self.path.once(parameter))
                self.path.items[rest.number] = tuple(given[n:])
                self.put(parameter.kids[0], rest, frames, declared=True)
            else:
                self.put(parameter, given[n] if n < len(given) else UNDEFINED, frames, declared=True)

    def _body(self, function: Part, frames: Frames, part: Part) -> Value:
        if function.word("async"):
            return self.asynchronous(function, frames, part)
        return self.synchronous(function, frames)

    def synchronous(self, function: Part, frames: Frames) -> Value:
        """Walk through a body to its return."""
        body = function.get("body")
        if body is None:
            return UNDEFINED
        if body.type != "statement_block":
            return self.evaluate(body, frames)
        name = function.get("name")
        if function.type == "function_expression" and name is not None:
            self.assign(name, Closure(function, frames[:-1]), frames, declared=True)
        try:
            self.run_all(body.kids, frames)
        except Returned as returned:
            return returned.value
        return UNDEFINED

    def asynchronous(self, function: Part, frames: Frames, part: Part) -> Value:
        """Walk through an async body: what it awaits comes before its caller goes on."""
        promise = self.new_promise(part)
        begun = self.path.turn
        try:
            value = self.synchronous(function, frames)
        except Thrown as thrown:
            self.reject(promise, thrown.value)
        except Suspended:
            self.path.turn = self.path.turn or begun
        else:
            self.resolve(promise, value)
        return promise

    def run_all(self, parts: tuple[Part, ...], frames: Frames) -> None:
        """The statements of a body."""
        raise NotImplementedError

    # -- what the engine and MyWorkspace give --

    def native(self, callee: Native, given: list[Value], part: Part) -> Value:
        """Call a function that isn't the script's."""
        name, bound = callee
        first = given[0] if given else UNDEFINED
        found: Value | None = UNDEFINED
        if isinstance(bound, tuple) and name == "#one":
            self.one_of(bound, first)
        elif isinstance(bound, Promise) and name in {"resolve", "reject"}:
            (self.resolve if name == "resolve" else self.reject)(bound, first)
        elif bound is not None:
            found = self.method(bound, name, given, part)
        else:
            found = self._global(name, given, part)
        return self._unknown(given, part) if found is None else found

    def _global(self, name: str, given: list[Value], part: Part) -> Value | None:
        if name == "done":
            return self._done(part)
        if name in _TIMERS:
            return self._timer(name, given, part)
        if name in {"clearTimeout", "clearInterval"} and given:
            self.path.queue = tuple(one for one in self.path.queue if one[-1] != given[0])
            return UNDEFINED
        return self._value(name, given) if name in _VALUES else None

    def _value(self, name: str, given: list[Value]) -> Value:
        value = given[0] if given else UNDEFINED
        if name == "Boolean":
            return TRUE if self.truth(value) else FALSE
        self.look(value, "asked")
        return Symbol.of("method", value, name)

    def _done(self, part: Part) -> Value:
        self.path.done = (*self.path.done, Done((*self.calls, part)))
        self.note_done()
        if len(self.path.done) > 1:
            self.note_twice()
        return UNDEFINED

    def note_done(self) -> None:
        """Whoever listens learns that `done` was called."""

    def note_twice(self) -> None:
        """Whoever listens learns that `done` was called again."""

    def _timer(self, name: str, given: list[Value], part: Part) -> Value:
        timer = Symbol(("timer", *self.path.once(part)))
        if name == "setInterval":
            self.path.unsure = True
        if given:
            later = tuple(given[2:]) if name == "setTimeout" else tuple(given[1:])
            self.path.queue = (*self.path.queue, ("timer", given[0], later, part, timer))
        return timer

    def method(self, of: Value, key: str, given: list[Value], part: Part) -> Value | None:
        """Call a method that is known here; None if it isn't."""
        if isinstance(of, Symbol) and key in _LISTENING and given and _names_event(given[0]):
            of = self._service(of, part)
        how = _OWN.get(type(of), "of_list")
        found: Value | None = getattr(self, how)(of, key, given, part)
        return found

    def _of_native(self, of: Native, key: str, given: list[Value], part: Part) -> Value | None:
        if of == Native("rest") and key in METHODS:
            return self.send(key, given, part)
        if of.name == "Promise" and of.bound is None:
            return self.of_promises(key, given, part)
        if of.name == "process" and key == "nextTick":
            return self._timer("setImmediate", given, part)
        if key in {"call", "apply", "bind"} and given and _is_of_lists(of):
            return of if key == "bind" else self._lent(of, key, given, part)
        if key in {"call", "apply", "bind"}:
            values = given[1:] if key != "apply" else self.each(given[1]) if len(given) > 1 else []
            return of if key == "bind" else self.invoke(of, values, part)
        return self._pure(of, key, given, part) if of.bound is None and key in PURE and given else None

    def _lent(self, of: Native, key: str, given: list[Value], part: Part) -> Value | None:
        """`Array.prototype.slice.call(arguments, 1)`: a list's method for what is like one."""
        values = given[1:] if key == "call" else self.each(given[1]) if len(given) > 1 else []
        return self.method(self.force(given[0]), of.name, values, part)

    def _pure(self, of: Native, key: str, given: list[Value], part: Part) -> Value:
        """What one of the engine's functions makes of its arguments."""
        first = given[0]
        if key == "keys" and isinstance(first, Thing) and self.is_as_written(first):
            made = Items(self.path.once(part))
            self.path.items[made.number] = tuple(map(text, self.program.pairs(first.part)))
            return made
        if isinstance(first, (Thing, Items)):
            return Symbol(("computed", *self.path.once(part)), murky=True)  # it changes as it is filled
        if key != "parse":
            self.look(first, "asked")
        return Symbol.of("method", first, f"{of.name}.{key}", *given[1:])

    def is_as_written(self, thing: Thing) -> bool:
        """Whether an object has what its text says, and nothing that was put there later."""
        filled = any(of == thing for of, _ in self.path.fields)
        return not filled and "..." not in self.program.pairs(thing.part)

    def _of_function(self, of: Closure, key: str, given: list[Value], part: Part) -> Value | None:
        this = given[0] if given else None
        if key == "bind":
            return of._replace(this=this, given=(*of.given, *given[1:]))
        if key in {"call", "apply"}:
            values = given[1:] if key == "call" else self.each(given[1]) if len(given) > 1 else []
            return self.invoke(of, values, part, this)
        return None

    def send(self, method: str, given: list[Value], part: Part) -> Value:
        """Make a request."""
        raise NotImplementedError

    def listen(self, request: Sent, given: list[Value], part: Part) -> None:
        """Attach a listener."""
        raise NotImplementedError

    def again(self, request: Sent, *, aborted: bool) -> None:
        """Send a request once more, or give it up."""
        raise NotImplementedError

    def _service(self, of: Symbol, part: Part) -> Sent:
        """The request that a client of the script's own has made: it shows by what listens to it."""
        known = self.path.fields.get((of, "#request"))
        if isinstance(known, Sent):
            return known
        sent = self.send("", [], part)
        self.path.fields[of, "#request"] = sent
        if not isinstance(sent, Sent):
            self.give_up()
        return sent

    def _of_request(self, of: Sent, key: str, given: list[Value], part: Part) -> Value | None:
        if key in _LISTENING and len(given) > 1:
            self.listen(of, given, part)
            return of
        if key in {"retry", "abort"}:
            self.again(of, aborted=key == "abort")
            return of
        if key in {"emit", "removeListener", "removeAllListeners", "off"}:
            self.path.unsure = True
            known = self.path.requests[of.number]
            self.path.requests[of.number] = known._replace(escaped=True)
            return of
        return None


def _is_of_lists(of: Native) -> bool:
    return isinstance(of.bound, Items) or of.bound == Native("prototype", Native("Array"))


def _names_event(value: Value) -> bool:
    return isinstance(value, Constant) and value.kind == "string" and is_event(value.value)


_OWN = {Native: "_of_native", Closure: "_of_function", Sent: "_of_request", Promise: "of_promise"}
