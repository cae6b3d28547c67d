"""Functions of the engine and of MyWorkspace: what calling them does on a path."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.lists import PURE, Lists
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.path import DoneCall
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.requests import Requests
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    UNDEFINED,
    Closure,
    Constant,
    ListValue,
    Native,
    ObjectValue,
    PromiseValue,
    RequestValue,
    Symbol,
    Value,
    text,
)
from runtime.authoring.check.flow.walk import Walk

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
_CONVERSIONS = {
    "String",
    "Number",
    "Boolean",
    "parseInt",
    "parseFloat",
    "isNaN",
    "encodeURIComponent",
    "Array",
}
_TIMERS = {"setTimeout", "setImmediate", "queueMicrotask", "setInterval", "nextTick"}
_OUTCOME_EVENTS = {"complete", "success", "fail", "error", "timeout"}


def is_event(name: str) -> bool:
    """Whether it is one of restler's events that tell how a request ended."""
    return name in _OUTCOME_EVENTS or re.fullmatch("[1-5](?:[0-9]{2}|XX)", name) is not None


@dataclass(slots=True, kw_only=True)
class Builtins:
    """Calls functions and methods that the script did not write."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    fields: Fields
    lists: Lists
    promises: Promises
    requests: Requests
    observer: Observer

    def invoke(self, callee: Native, arguments: list[Value], part: Part) -> Value:
        """Call a function that isn't the script's."""
        name, bound = callee
        first = arguments[0] if arguments else UNDEFINED
        found: Value | None = UNDEFINED
        if isinstance(bound, tuple) and name == "#one":
            self.promises.settle_one(bound, first)
        elif isinstance(bound, PromiseValue) and name in {"resolve", "reject"}:
            (self.promises.resolve if name == "resolve" else self.promises.reject)(bound, first)
        elif bound is not None:
            found = self.call_method(bound, name, arguments, part)
        else:
            found = self._invoke_global(name, arguments, part)
        return self.invoke_unknown(arguments, part) if found is None else found

    def invoke_unknown(self, arguments: list[Value], part: Part) -> Symbol:
        """Call what isn't known: functions in its arguments may be called there."""
        for one in arguments:
            self.walk.escape(one)
        return Symbol(("called", *self.walk.path.new_number(part)))

    def _invoke_global(self, name: str, arguments: list[Value], part: Part) -> Value | None:
        if name == "done":
            return self._call_done(part)
        if name in _TIMERS:
            return self._set_timer(name, arguments, part)
        if name in {"clearTimeout", "clearInterval"} and arguments:
            self.walk.path.queue = tuple(one for one in self.walk.path.queue if one[-1] != arguments[0])
            return UNDEFINED
        return self._convert(name, arguments) if name in _CONVERSIONS else None

    def _convert(self, name: str, arguments: list[Value]) -> Value:
        value = arguments[0] if arguments else UNDEFINED
        if name == "Boolean":
            return TRUE if self.conditions.holds(value) else FALSE
        self.walk.look(value, "asked")
        return Symbol.of("method", value, name)

    def _call_done(self, part: Part) -> Value:
        self.walk.path.done_calls = (*self.walk.path.done_calls, DoneCall((*self.walk.call_stack, part)))
        self.observer.note_done()
        return UNDEFINED

    def _set_timer(self, name: str, arguments: list[Value], part: Part) -> Value:
        timer = Symbol(("timer", *self.walk.path.new_number(part)))
        if name == "setInterval":
            self.walk.path.unsure = True
        if arguments:
            later = tuple(arguments[2:]) if name == "setTimeout" else tuple(arguments[1:])
            self.walk.path.queue = (*self.walk.path.queue, ("timer", arguments[0], later, part, timer))
        return timer

    def call_method(self, of: Value, key: str, arguments: list[Value], part: Part) -> Value | None:
        """Call a method that is known here; None if it isn't."""
        if isinstance(of, Symbol) and key in _LISTENING and arguments and _names_event(arguments[0]):
            of = self._request_of_client(of, part)
        if isinstance(of, Native):
            return self._call_native_method(of, key, arguments, part)
        if isinstance(of, Closure):
            return self._call_function_method(of, key, arguments, part)
        if isinstance(of, RequestValue):
            return self._call_request_method(of, key, arguments, part)
        if isinstance(of, PromiseValue):
            return self.promises.call_method(of, key, arguments, part)
        return self.lists.call_method(of, key, arguments, part)

    def _call_native_method(self, of: Native, key: str, arguments: list[Value], part: Part) -> Value | None:
        if of == Native("rest") and key in METHODS:
            return self.requests.send(key, arguments, part)
        if of.name == "Promise" and of.bound is None:
            return self.promises.call_static(key, arguments, part)
        if of.name == "process" and key == "nextTick":
            return self._set_timer("setImmediate", arguments, part)
        if key in {"call", "apply", "bind"} and arguments and _is_of_lists(of):
            return of if key == "bind" else self._borrow_list_method(of, key, arguments, part)
        if key in {"call", "apply", "bind"}:
            return (
                of if key == "bind" else self.evaluator.invoke(of, self._arguments_to(key, arguments), part)
            )
        return (
            self._compute(of, key, arguments, part)
            if of.bound is None and key in PURE and arguments
            else None
        )

    def _borrow_list_method(self, of: Native, key: str, arguments: list[Value], part: Part) -> Value | None:
        """`Array.prototype.slice.call(arguments, 1)`: a list's method, called on what is like a list."""
        values = self._arguments_to(key, arguments)
        return self.call_method(self.conditions.force(arguments[0]), of.name, values, part)

    def _arguments_to(self, key: str, arguments: list[Value]) -> list[Value]:
        """The arguments that `call` or `apply` hand on."""
        if key != "apply":
            return arguments[1:]
        return self.fields.elements_of(arguments[1]) if len(arguments) > 1 else []

    def _compute(self, of: Native, key: str, arguments: list[Value], part: Part) -> Value:
        """The result of a function of the engine that only computes."""
        first = arguments[0]
        if key == "keys" and isinstance(first, ObjectValue) and self.fields.is_as_written(first):
            return self.walk.path.new_list(part, map(text, self.walk.program.properties(first.part)))
        if isinstance(first, (ObjectValue, ListValue)):
            return Symbol(
                ("computed", *self.walk.path.new_number(part)), murky=True
            )  # it changes as it is filled
        if key != "parse":
            self.walk.look(first, "asked")
        return Symbol.of("method", first, f"{of.name}.{key}", *arguments[1:])

    def _call_function_method(
        self, of: Closure, key: str, arguments: list[Value], part: Part
    ) -> Value | None:
        this = arguments[0] if arguments else None
        if key == "bind":
            return of._replace(this=this, arguments=(*of.arguments, *arguments[1:]))
        if key in {"call", "apply"}:
            return self.evaluator.invoke(of, self._arguments_to(key, arguments), part, this)
        return None

    def _request_of_client(self, of: Symbol, part: Part) -> RequestValue:
        """The request that a client of the script's own sends: a listener to its events shows it."""
        known = self.walk.path.fields.get((of, "#request"))
        if isinstance(known, RequestValue):
            return known
        sent = self.requests.send("", [], part)
        self.walk.path.fields[of, "#request"] = sent
        if not isinstance(sent, RequestValue):
            self.walk.give_up()
        return sent

    def _call_request_method(
        self, of: RequestValue, key: str, arguments: list[Value], part: Part
    ) -> Value | None:
        if key in _LISTENING and len(arguments) > 1:
            self.requests.listen(of, arguments, part)
            return of
        if key in {"retry", "abort"}:
            self.requests.retry_or_abort(of, abort=key == "abort")
            return of
        if key in {"emit", "removeListener", "removeAllListeners", "off"}:
            self.walk.path.unsure = True
            known = self.walk.path.requests[of.number]
            self.walk.path.requests[of.number] = known._replace(escaped=True)
            return of
        return None


def _is_of_lists(of: Native) -> bool:
    return isinstance(of.bound, ListValue) or of.bound == Native("prototype", Native("Array"))


def _names_event(value: Value) -> bool:
    return isinstance(value, Constant) and value.kind == "string" and is_event(value.value)
