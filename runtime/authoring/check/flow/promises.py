"""Promises on a path: their reactions, how they are settled, and the jobs that follow."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.completions import Suspension, ThrowCompletion
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.path import PromiseState
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.requests import Requests
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frames,
    ListValue,
    Native,
    PromiseValue,
    Symbol,
    Value,
)
from runtime.authoring.check.flow.walk import EMPTY_STACK, Walk

_MOST_WAITS = 40


@dataclass(slots=True, kw_only=True)
class Promises:
    """Makes promises, settles them, and runs the jobs that follow."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    fields: Fields
    requests: Requests

    def create(self, part: Part) -> PromiseValue:
        """Create a pending promise."""
        promise = PromiseValue(self.walk.path.new_number(part))
        self.walk.path.promises[promise.number] = PromiseState(part)
        return promise

    def construct(self, arguments: list[Value], part: Part) -> Value:
        """`new Promise(function (resolve, reject) {...})`."""
        promise = self.create(part)
        if arguments:
            try:
                with self.walk.as_value:
                    self.evaluator.invoke(
                        arguments[0], [Native("resolve", promise), Native("reject", promise)], part
                    )
            except ThrowCompletion as completion:
                self.reject(promise, completion.value)
        return promise

    def resolve(self, promise: PromiseValue, value: Value) -> None:
        """Fulfil a promise, or make it follow another."""
        value = self.conditions.force(value)
        if self._state_of(promise) != "pending":
            return
        if isinstance(value, PromiseValue):
            self._add_reaction(value, None, None, promise, "")
        else:
            self._settle(promise, "fulfilled", value)

    def reject(self, promise: PromiseValue, value: Value) -> None:
        """Reject a promise, unless it is settled already."""
        if self._state_of(promise) == "pending":
            self._settle(promise, "rejected", value)

    def _state_of(self, promise: PromiseValue) -> str:
        return self.walk.path.promises[promise.number].state

    def _settle(self, promise: PromiseValue, state: str, value: Value) -> None:
        known = self.walk.path.promises[promise.number]
        self.walk.path.promises[promise.number] = known._replace(state=state, value=value, reactions=())
        for one in known.reactions:
            self.walk.path.jobs = (*self.walk.path.jobs, (promise, *one))

    def _add_reaction(
        self,
        promise: PromiseValue,
        fulfilled: Value | None,
        rejected: Value | None,
        derived: PromiseValue,
        how: str,
    ) -> None:
        known = self.walk.path.promises[promise.number]
        one = (fulfilled, rejected, derived.number, how)
        if known.state == "pending":
            self.walk.path.promises[promise.number] = known._replace(
                reactions=(*known.reactions, one), handled=True
            )
        else:
            self.walk.path.promises[promise.number] = known._replace(handled=True)
            self.walk.path.jobs = (*self.walk.path.jobs, (promise, *one))

    def call_method(self, of: PromiseValue, key: str, arguments: list[Value], part: Part) -> Value | None:
        """Call `then`, `catch` or `finally`; None for other methods."""
        if key not in {"then", "catch", "finally"}:
            return None
        derived = self.create(part)
        first = _function_at(arguments, 0)
        if key == "then":
            self._add_reaction(of, first, _function_at(arguments, 1), derived, key)
        elif key == "catch":
            self._add_reaction(of, None, first, derived, key)
        else:
            self._add_reaction(of, first, first, derived, key)
        return derived

    def run_jobs(self) -> None:
        """Run the jobs of settled promises, and those that follow from them."""
        while self.walk.path.jobs:
            self._run_job()

    def _run_job(self) -> None:
        (promise, fulfilled, rejected, number, how), *others = self.walk.path.jobs
        self.walk.path.jobs = tuple(others)
        known = self.walk.path.promises[promise.number]
        derived = PromiseValue(number)
        function = fulfilled if known.state == "fulfilled" else rejected
        value = known.value if known.value is not None else UNDEFINED
        if function is None:
            self._pass_on(derived, known.state, value)
            return
        if isinstance(function, Closure):
            self.walk.path.turn, self.walk.path.branch = function.part, None
        stack, self.walk.stack = self.walk.stack, EMPTY_STACK
        try:
            result = self.evaluator.invoke(function, [] if how == "finally" else [value], known.place)
        except ThrowCompletion as completion:
            self.reject(derived, completion.value)
        else:
            if how == "finally":
                self._pass_on(derived, known.state, value)
            else:
                self.resolve(derived, result)
        finally:
            self.walk.stack = stack

    def _pass_on(self, derived: PromiseValue, state: str, value: Value) -> None:
        (self.resolve if state == "fulfilled" else self.reject)(derived, value)

    # -- Promise's own functions --

    def call_static(self, key: str, arguments: list[Value], part: Part) -> Value | None:
        """Call `Promise.resolve`, `reject`, `all`, `allSettled`, `race` or `any`; None for others."""
        value = arguments[0] if arguments else UNDEFINED
        if key == "resolve" and isinstance(value, PromiseValue):
            return value
        if key in {"resolve", "reject"}:
            promise = self.create(part)
            (self.resolve if key == "resolve" else self.reject)(promise, value)
            return promise
        if key in {"all", "allSettled", "race", "any"}:
            return self._combine(key, value, part)
        return None

    def _combine(self, key: str, value: Value, part: Part) -> Value:
        promise = self.create(part)
        values = self.fields.elements_of(value)
        waits = [one for one in map(self.conditions.force, values) if isinstance(one, PromiseValue)]
        results = self.walk.path.new_list(part, values)
        if key in {"all", "allSettled"} and not waits:
            self.resolve(promise, results)
            return promise
        left = len(waits) if key in {"all", "allSettled"} else 1
        counter = (promise, results, key)
        self.walk.path.fields[promise, "#left"] = Constant(left, "number")
        for one in waits:
            each, failed = Native("#one", counter), Native("reject", promise)
            self._add_reaction(one, each, each if key == "allSettled" else failed, self.create(part), "then")
        return promise

    def settle_one(self, counter: tuple[PromiseValue, ListValue, str], value: Value) -> None:
        """Count one promise that `Promise.all` or its like waits for as settled."""
        promise, results, key = counter
        known = self.walk.path.fields.get((promise, "#left"))
        left = known.value - 1 if isinstance(known, Constant) else 0
        self.walk.path.fields[promise, "#left"] = Constant(left, "number")
        if left > 0:
            return
        values = self.walk.path.items[results.number]
        self.walk.path.items[results.number] = tuple(self._result_of(one, key) for one in values)
        self.resolve(promise, value if key in {"race", "any"} else results)

    def _result_of(self, value: Value, key: str) -> Value:
        if key == "allSettled":
            return Symbol(("settled", value))
        found = self.walk.path.promises[value.number].value if isinstance(value, PromiseValue) else value
        return UNDEFINED if found is None else found

    def evaluate_await(self, part: Part, frames: Frames) -> Value:
        """The value of `await`: the rest of the script happens until the promise is settled."""
        with self.walk.as_value:
            value = self.conditions.force(self.evaluator.evaluate(next(iter(part.children), None), frames))
        if not isinstance(value, PromiseValue):
            return value
        known = self.walk.path.promises[value.number]
        self.walk.path.promises[value.number] = known._replace(handled=True)
        stack = self.walk.stack
        turn, branch = self.walk.path.turn, self.walk.path.branch
        self._run_until_settled(value)
        self.walk.stack = stack
        self.walk.path.turn = self.walk.function_stack[-1] if self.walk.function_stack else turn
        self.walk.path.branch = branch
        known = self.walk.path.promises[value.number]
        result = known.value if known.value is not None else UNDEFINED
        if known.state == "rejected":
            raise ThrowCompletion(result, part, explicit=True)
        return result

    def _run_until_settled(self, promise: PromiseValue) -> None:
        """Let the rest of the script happen until a promise is settled."""
        for _ in range(_MOST_WAITS):
            if self._state_of(promise) != "pending":
                return
            if self.walk.path.jobs:
                self._run_job()
            elif self.walk.path.queue:
                self.requests.fire_next()
            else:
                raise Suspension
        self.walk.give_up()


def _function_at(arguments: list[Value], n: int) -> Value | None:
    value = arguments[n] if n < len(arguments) else None
    return value if isinstance(value, (Closure, Native)) else None
