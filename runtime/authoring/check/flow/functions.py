"""Functions of the script: calling one walks through its body."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.assignments import Assignments
from runtime.authoring.check.flow.builtins import Builtins
from runtime.authoring.check.flow.completions import ReturnCompletion, Suspension, ThrowCompletion
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.names import ARGUMENTS, THIS, Names
from runtime.authoring.check.flow.program import Part, key_of_pair
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frame,
    Frames,
    Native,
    ObjectValue,
    Symbol,
    Value,
)
from runtime.authoring.check.flow.walk import Walk

_MOST_CALLS = 14  # within each other


@dataclass(slots=True, kw_only=True)
class Functions:
    """Calls any value: functions of the script are walked through."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    names: Names
    fields: Fields
    assignments: Assignments
    promises: Promises
    builtins: Builtins

    def invoke(self, callee: Value, arguments: list[Value], part: Part, this: Value | None = None) -> Value:
        """Call a function, whatever it is."""
        callee = self.conditions.force(callee)
        if self.walk.peeking:
            return Symbol(("peeked", part.id))
        if isinstance(callee, Closure):
            return self._invoke_closure(callee, arguments, part, this)
        if isinstance(callee, Native):
            return self.builtins.invoke(callee, arguments, part)
        if isinstance(callee, Constant) and callee.value is None:
            raise ThrowCompletion(Symbol(("thrown", part.id)), part, explicit=False)
        if isinstance(callee, Symbol) and callee.name[0] == "any":
            return self._invoke_any(callee, arguments, part)
        found = self.builtins.invoke_unknown(arguments, part)
        return found._replace(murky=True) if isinstance(callee, Symbol) and callee.murky else found

    def _invoke_any(self, callee: Symbol, arguments: list[Value], part: Part) -> Value:
        """Call a function that was looked up by an unknown key: one of the functions of the object."""
        table = callee.name[1]
        if not isinstance(table, ObjectValue):
            return self.builtins.invoke_unknown(arguments, part)
        keys = [key for key in map(key_of_pair, table.part.children) if key is not None]
        values = [self.fields.read(table, key, part) for key in keys]
        functions = [one for one in values if isinstance(one, Closure)]
        if not functions:
            return self.builtins.invoke_unknown(arguments, part)
        return self.invoke(functions[self.walk.choose(len(functions))], arguments, part, table)

    def _invoke_closure(
        self, callee: Closure, arguments: list[Value], part: Part, this: Value | None
    ) -> Value:
        if len(self.walk.call_stack) >= _MOST_CALLS:
            self.walk.give_up()
        self.walk.entered_functions.add(callee.part.id)
        frame = Frame(self.walk.path.new_number(part))
        frames = (*callee.frames, frame)
        if callee.part.type != "arrow_function":
            self.walk.path.names[frame, THIS] = callee.this or this or Symbol(("this",))
            if self.walk.program.reads_arguments(callee.part):
                every = self.walk.path.new_list(part, (*callee.arguments, *arguments))
                self.walk.path.names[frame, ARGUMENTS] = every
        calls, functions = self.walk.call_stack, self.walk.function_stack
        self.walk.call_stack, self.walk.function_stack = (*calls, part), (*functions, callee.part)
        try:
            self._bind_parameters(callee.part, [*callee.arguments, *arguments], frames)
            return self._walk_body(callee.part, frames, part)
        finally:
            self.walk.call_stack, self.walk.function_stack = calls, functions

    def _bind_parameters(self, function: Part, arguments: list[Value], frames: Frames) -> None:
        single, several = function.get("parameter"), function.get("parameters")
        parameters = (single,) if single is not None else several.children if several is not None else ()
        for n, parameter in enumerate(parameters):
            if parameter.type == "rest_pattern":
                rest = self.walk.path.new_list(parameter, arguments[n:])
                self.assignments.assign(parameter.children[0], rest, frames, declare=True)
            else:
                self.assignments.assign(
                    parameter, arguments[n] if n < len(arguments) else UNDEFINED, frames, declare=True
                )

    def _walk_body(self, function: Part, frames: Frames, part: Part) -> Value:
        if function.has_token("async"):
            return self._walk_asynchronous(function, frames, part)
        return self._walk_synchronous(function, frames)

    def _walk_synchronous(self, function: Part, frames: Frames) -> Value:
        """Walk through a body to its `return`."""
        body = function.get("body")
        if body is None:
            return UNDEFINED
        if body.type != "statement_block":
            return self.evaluator.evaluate(body, frames)
        name = function.get("name")
        if function.type == "function_expression" and name is not None:
            self.names.write(name, Closure(function, frames[:-1]), frames, declare=True)
        try:
            self.evaluator.run_all(body.children, frames)
        except ReturnCompletion as completion:
            return completion.value
        return UNDEFINED

    def _walk_asynchronous(self, function: Part, frames: Frames, part: Part) -> Value:
        """Walk through an async body: what it awaits comes before its caller goes on."""
        promise = self.promises.create(part)
        turn = self.walk.path.turn
        try:
            value = self._walk_synchronous(function, frames)
        except ThrowCompletion as completion:
            self.promises.reject(promise, completion.value)
        except Suspension:
            self.walk.path.turn = self.walk.path.turn or turn
        else:
            self.promises.resolve(promise, value)
        return promise
