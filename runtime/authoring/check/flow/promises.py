"""Promises on a path: what waits for them, what they are settled with, and jobs that follow."""

from __future__ import annotations

from runtime.authoring.check.flow.completions import Suspended, Thrown
from runtime.authoring.check.flow.expressions import Expressions
from runtime.authoring.check.flow.path import Settled
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frames,
    Items,
    Native,
    Promise,
    Symbol,
    Value,
)

_MOST_WAITS = 40


class Promises(Expressions):
    """Makes promises, settles them, and runs the jobs that come of it."""

    def new_promise(self, part: Part) -> Promise:
        """A promise that is pending."""
        made = Promise(self.path.once(part))
        self.path.promises[made.number] = Settled(part)
        return made

    def construct(self, given: list[Value], part: Part) -> Value:
        """`new Promise(function (resolve, reject) {...})`."""
        made = self.new_promise(part)
        if given:
            try:
                with self.used:
                    self.invoke(given[0], [Native("resolve", made), Native("reject", made)], part)
            except Thrown as thrown:
                self.reject(made, thrown.value)
        return made

    def resolve(self, promise: Promise, value: Value) -> None:
        """Fulfil a promise, or make it follow another."""
        value = self.force(value)
        if self._state(promise) != "pending":
            return
        if isinstance(value, Promise):
            self._wait(value, None, None, promise, "")
        else:
            self._settle(promise, "fulfilled", value)

    def reject(self, promise: Promise, value: Value) -> None:
        """Reject a promise, unless it is settled already."""
        if self._state(promise) == "pending":
            self._settle(promise, "rejected", value)

    def _state(self, promise: Promise) -> str:
        return self.path.promises[promise.number].state

    def _settle(self, promise: Promise, state: str, value: Value) -> None:
        known = self.path.promises[promise.number]
        self.path.promises[promise.number] = known._replace(state=state, value=value, waiting=())
        for one in known.waiting:
            self.path.jobs = (*self.path.jobs, (promise, *one))

    def _wait(
        self, promise: Promise, fulfilled: Value | None, rejected: Value | None, derived: Promise, how: str
    ) -> None:
        known = self.path.promises[promise.number]
        one = (fulfilled, rejected, derived.number, how)
        if known.state == "pending":
            self.path.promises[promise.number] = known._replace(waiting=(*known.waiting, one), handled=True)
        else:
            self.path.promises[promise.number] = known._replace(handled=True)
            self.path.jobs = (*self.path.jobs, (promise, *one))

    def of_promise(self, of: Promise, key: str, given: list[Value], part: Part) -> Value | None:
        """`then`, `catch` and `finally`."""
        if key not in {"then", "catch", "finally"}:
            return None
        derived = self.new_promise(part)
        first = _function(given, 0)
        if key == "then":
            self._wait(of, first, _function(given, 1), derived, key)
        elif key == "catch":
            self._wait(of, None, first, derived, key)
        else:
            self._wait(of, first, first, derived, key)
        return derived

    def run_jobs(self) -> None:
        """All that promises have to do now."""
        while self.path.jobs:
            self._job()

    def _job(self) -> None:
        (promise, fulfilled, rejected, number, how), self.path.jobs = self.path.jobs[0], self.path.jobs[1:]
        known = self.path.promises[promise.number]
        derived = Promise(number)
        function = fulfilled if known.state == "fulfilled" else rejected
        value = known.value if known.value is not None else UNDEFINED
        if function is None:
            self._pass_on(derived, known.state, value)
            return
        if isinstance(function, Closure):
            self.path.turn, self.path.branch = function.part, None
        before = self.calls, self.functions, self.nested, self.guarded
        self.calls, self.functions, self.nested, self.guarded = (), (), 0, 0
        try:
            result = self.invoke(function, [] if how == "finally" else [value], known.made)
        except Thrown as thrown:
            self.reject(derived, thrown.value)
        else:
            if how == "finally":
                self._pass_on(derived, known.state, value)
            else:
                self.resolve(derived, result)
        finally:
            self.calls, self.functions, self.nested, self.guarded = before

    def _pass_on(self, derived: Promise, state: str, value: Value) -> None:
        (self.resolve if state == "fulfilled" else self.reject)(derived, value)

    # -- Promise's own functions --

    def of_promises(self, key: str, given: list[Value], part: Part) -> Value | None:
        """`Promise.resolve`, `reject`, `all` and their kin."""
        value = given[0] if given else UNDEFINED
        if key == "resolve" and isinstance(value, Promise):
            return value
        if key in {"resolve", "reject"}:
            made = self.new_promise(part)
            (self.resolve if key == "resolve" else self.reject)(made, value)
            return made
        if key in {"all", "allSettled", "race", "any"}:
            return self._together(key, value, part)
        return None

    def _together(self, key: str, value: Value, part: Part) -> Value:
        made = self.new_promise(part)
        values = self.each(value)
        waits = [one for one in map(self.force, values) if isinstance(one, Promise)]
        results = Items(self.path.once(part))
        self.path.items[results.number] = tuple(values)
        if key in {"all", "allSettled"} and not waits:
            self.resolve(made, results)
            return made
        left = len(waits) if key in {"all", "allSettled"} else 1
        counter = (made, results, key)
        self.path.fields[made, "#left"] = Constant(left, "number")
        for one in waits:
            each, failed = Native("#one", counter), Native("reject", made)
            self._wait(one, each, each if key == "allSettled" else failed, self.new_promise(part), "then")
        return made

    def one_of(self, counter: tuple[Promise, Items, str], value: Value) -> None:
        """One of those that `Promise.all` and its kin wait for is there."""
        made, results, key = counter
        known = self.path.fields.get((made, "#left"))
        left = known.value - 1 if isinstance(known, Constant) else 0
        self.path.fields[made, "#left"] = Constant(left, "number")
        if left > 0:
            return
        values = self.path.items[results.number]
        self.path.items[results.number] = tuple(self._result(one, key) for one in values)
        self.resolve(made, value if key in {"race", "any"} else results)

    def _result(self, value: Value, key: str) -> Value:
        if key == "allSettled":
            return Symbol(("settled", value))
        found = self.path.promises[value.number].value if isinstance(value, Promise) else value
        return UNDEFINED if found is None else found

    # -- await --

    def _await(self, part: Part, frames: Frames) -> Value:
        with self.used:
            value = self.force(self.evaluate(next(iter(part.kids), None), frames))
        if not isinstance(value, Promise):
            return value
        known = self.path.promises[value.number]
        self.path.promises[value.number] = known._replace(handled=True)
        before = self.calls, self.functions, self.nested, self.guarded
        turn = self.path.turn, self.path.branch
        self._until_settled(value)
        self.calls, self.functions, self.nested, self.guarded = before
        self.path.turn, self.path.branch = self.functions[-1] if self.functions else turn[0], turn[1]
        known = self.path.promises[value.number]
        result = known.value if known.value is not None else UNDEFINED
        if known.state == "rejected":
            raise Thrown(result, part, said=True)
        return result

    def _until_settled(self, promise: Promise) -> None:
        """Let the rest of the script happen until a promise is settled."""
        for _ in range(_MOST_WAITS):
            if self._state(promise) != "pending":
                return
            if self.path.jobs:
                self._job()
            elif self.path.queue:
                self.fire_next()
            else:
                raise Suspended
        self.give_up()

    def fire_next(self) -> None:
        """Let the next answer or timer come."""
        raise NotImplementedError


def _function(given: list[Value], n: int) -> Value | None:
    value = given[n] if n < len(given) else None
    return value if isinstance(value, (Closure, Native)) else None
