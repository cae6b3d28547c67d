"""Call expressions and `new`: what is called, and with which arguments."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.builtins import Builtins
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import CLASSES, Fields, method_of
from runtime.authoring.check.flow.functions import Functions
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.values import (
    UNDEFINED,
    Closure,
    Constant,
    Frames,
    ListValue,
    Native,
    Symbol,
    Value,
)
from runtime.authoring.check.flow.walk import Walk

_LISTS = {"Array", "Set"}


@dataclass(slots=True, kw_only=True)
class Calls:
    """Evaluates call expressions and `new` expressions."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    fields: Fields
    promises: Promises
    builtins: Builtins
    functions: Functions

    def evaluate_new(self, part: Part, frames: Frames) -> Value:
        with self.walk.as_value:
            constructor = self.conditions.force(self.evaluator.evaluate(part.get("constructor"), frames))
        arguments = self._arguments_of(part, frames)
        if isinstance(constructor, Native) and constructor.bound is None:
            known = self._construct_builtin(constructor.name, arguments, part)
            if known is not None:
                return known
        if isinstance(constructor, Closure):
            return self._construct_instance(constructor, arguments, part)
        for one in arguments:
            self.walk.escape(one)
        return Symbol(("made", *self.walk.path.new_number(part)), murky=True)

    def _construct_builtin(self, name: str, arguments: list[Value], part: Part) -> Value | None:
        if name == "Promise":
            return self.promises.construct(arguments, part)
        if name.endswith("Error"):
            return Symbol(("error", part.id))
        if name in _LISTS and len(arguments) <= (name == "Set"):
            made = ListValue(self.walk.path.new_number(part))
            self.walk.path.items[made.number] = (
                tuple(self.fields.elements_of(arguments[0])) if arguments else ()
            )
            return made
        return None

    def _construct_instance(self, constructor: Closure, arguments: list[Value], part: Part) -> Value:
        """An object of a class, or of a function that is used as one."""
        instance = Symbol(("made", *self.walk.path.new_number(part)))
        if self.walk.peeking:
            return instance
        self.walk.path.fields[instance, "#class"] = constructor
        own = constructor if constructor.part.type not in CLASSES else method_of(constructor, "constructor")
        if own is not None:
            with self.walk.as_value:
                self.evaluator.invoke(own, arguments, part, instance)
        return instance

    def evaluate_call(self, part: Part, frames: Frames) -> Value:
        number, piece = self.walk.piece_count, self.walk.repeat_piece()
        if piece is not None:
            known: Value = piece[-1]
            return known
        found = self._evaluate_call(part, frames)
        self.walk.keep_piece(number, found)
        return found

    def _evaluate_call(self, part: Part, frames: Frames) -> Value:
        function = part.get("function")
        if function is None:
            return UNDEFINED
        if function.type in {"member_expression", "subscript_expression"}:
            return self._evaluate_method_call(part, function, frames)
        callee = self.conditions.force(self.evaluator.evaluate(function, frames))
        if part.has_token("optional_chain") and isinstance(callee, Constant) and callee.value is None:
            return UNDEFINED
        arguments = self._arguments_of(part, frames)
        return self._invoke(callee, arguments, part)

    def _invoke(self, callee: Value, arguments: list[Value], part: Part, this: Value | None = None) -> Value:
        """Call it; unless the call only leads on, its value is used."""
        if part.id in self.walk.program.leading_calls:
            return self.evaluator.invoke(callee, arguments, part, this)
        with self.walk.as_value:
            return self.evaluator.invoke(callee, arguments, part, this)

    def _arguments_of(self, part: Part, frames: Frames) -> list[Value]:
        """The arguments of a call."""
        found = part.get("arguments")
        values: list[Value] = []
        if found is None or found.type != "arguments":
            return values
        with self.walk.as_value:
            for one in found.children:
                if one.type == "spread_element":
                    values += self.fields.elements_of(
                        self.evaluator.evaluate(next(iter(one.children), None), frames)
                    )
                else:
                    values.append(self.evaluator.evaluate(one, frames))
        return values

    def _evaluate_method_call(self, part: Part, function: Part, frames: Frames) -> Value:
        # In `a.b(...).c(...)` the whole chain leads on.
        of = self.conditions.force(self.evaluator.evaluate(function.get("object"), frames))
        key = self.fields.key_of(function, frames)
        if isinstance(of, Native) and of.name == "console" and of.bound is None:
            return self._evaluate_console_call(part, frames)
        arguments = self._arguments_of(part, frames)
        if key is not None:
            known = self.builtins.call_method(of, key, arguments, part)
            if known is not None:
                return known
        callee = self.fields.read(of, key, function)
        return self._invoke(callee, arguments, part, of)

    def _evaluate_console_call(self, part: Part, frames: Frames) -> Value:
        """Evaluate what is written to the console: that doesn't count as a look."""
        before, self.walk.counts_looks = self.walk.counts_looks, False
        try:
            self._arguments_of(part, frames)
        finally:
            self.walk.counts_looks = before
        return UNDEFINED
