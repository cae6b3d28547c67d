"""What is written on a path: into names, fields and patterns."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.names import Names
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import UNDEFINED, Frames, ListValue, Symbol, Value
from runtime.authoring.check.flow.walk import Walk


@dataclass(slots=True, kw_only=True)
class Assignments:
    """Assigns values to names, fields and patterns."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    names: Names
    fields: Fields
    observer: Observer

    def assign(self, left: Part, value: Value, frames: Frames, *, declare: bool = False) -> None:
        """Put a value into a name, a field or a pattern."""
        kind = left.type
        if kind in {"identifier", "shorthand_property_identifier_pattern"}:
            self.names.write(left, value, frames, declare=declare)
        elif kind in {"member_expression", "subscript_expression"}:
            self._assign_field(left, value, frames)
        elif kind == "object_pattern":
            self._destructure_object(left, value, frames, declare=declare)
        elif kind == "array_pattern":
            value = self.conditions.force(value)
            for n, one in enumerate(left.children):
                self.assign(one, self._element_of(value, n), frames, declare=declare)
        elif kind in {"assignment_pattern", "object_assignment_pattern"}:
            inner = left.get("left")
            if inner is not None:
                self.assign(inner, self._apply_default(value, left, frames), frames, declare=declare)
        elif kind == "rest_pattern" and left.children:
            self.assign(left.children[0], Symbol(("rest", left.id)), frames, declare=declare)

    def _element_of(self, value: Value, n: int) -> Value:
        if isinstance(value, ListValue):
            values = self.walk.path.items.get(value.number, ())
            return values[n] if n < len(values) else UNDEFINED
        return Symbol.of("item", value, n)

    def _apply_default(self, value: Value, left: Part, frames: Frames) -> Value:
        return self.evaluator.evaluate(left.get("right"), frames) if value == UNDEFINED else value

    def _destructure_object(self, left: Part, value: Value, frames: Frames, *, declare: bool) -> None:
        for one in left.children:
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
                else self.fields.read(value, key.text.strip("\"'"), one)
            )
            self.assign(inner, found, frames, declare=declare)

    def _assign_field(self, left: Part, value: Value, frames: Frames) -> None:
        of = self.conditions.force(self.evaluator.evaluate(left.get("object"), frames))
        key = self.fields.key_of(left, frames)
        if self._is_context(of):
            self.observer.note_context_change(left)
        if self.walk.peeking:
            return
        if key is None:
            self.walk.escape(value)
        elif (
            isinstance(of, ListValue)
            and key.isdigit()
            and int(key) < len(self.walk.path.items.get(of.number, ()))
        ):
            values = self.walk.path.items[of.number]
            self.walk.path.items[of.number] = (*values[: int(key)], value, *values[int(key) + 1 :])
        else:
            self.walk.path.fields[of, key] = value

    def _is_context(self, value: Value) -> bool:
        while isinstance(value, Symbol) and value.name[0] in {"field", "any", "item"}:
            value = value.name[1]
        return isinstance(value, Symbol) and value.name == ("context",)
