"""Expressions: their values on a path, and their effects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.authoring.check.flow.assignments import Assignments
from runtime.authoring.check.flow.calls import Calls
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.names import Names
from runtime.authoring.check.flow.operators import Operators, is_murky
from runtime.authoring.check.flow.program import Part, key_of_pair
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.values import (
    FALSE,
    NULL,
    TRUE,
    UNDEFINED,
    Closure,
    Comparison,
    Constant,
    Deferred,
    Frames,
    ListValue,
    Negation,
    ObjectValue,
    Symbol,
    Value,
    number,
    number_in,
    text,
    truth_of,
)
from runtime.authoring.check.flow.walk import Walk

_Handler = Callable[[Part, Frames], Value]
_LOGICAL = {"&&", "||", "??"}
_COMPARISONS = {"===", "!==", "==", "!=", "<", ">", "<=", ">="}
_FUNCTIONS = {"function_expression", "arrow_function", "function_declaration"}


@dataclass(slots=True, kw_only=True)
class Expressions:
    """Evaluates expressions, with their effects."""

    walk: Walk
    conditions: Conditions
    names: Names
    fields: Fields
    assignments: Assignments
    operators: Operators
    promises: Promises
    calls: Calls
    handlers: dict[str, _Handler] = field(init=False)  # by the type of the part

    def __post_init__(self) -> None:
        self.handlers = {
            "identifier": self.names.read,
            "shorthand_property_identifier": self.names.read,
            "undefined": self.names.read,
            "this": self.names.read_this,
            "number": self._evaluate_literal,
            "string": self._evaluate_literal,
            "true": self._evaluate_constant,
            "false": self._evaluate_constant,
            "null": self._evaluate_constant,
            "template_string": self._evaluate_template,
            "object": self._evaluate_object,
            "array": self._evaluate_array,
            **dict.fromkeys(_FUNCTIONS, self._evaluate_function),
            "generator_function": self.evaluate_generator,
            "class": self.evaluate_class,
            "member_expression": self._evaluate_field,
            "subscript_expression": self._evaluate_field,
            "binary_expression": self._evaluate_binary,
            "ternary_expression": self._evaluate_ternary,
            "unary_expression": self._evaluate_unary,
            "assignment_expression": self._evaluate_assignment,
            "augmented_assignment_expression": self._evaluate_augmented_assignment,
            "update_expression": self._evaluate_update,
            "sequence_expression": self._evaluate_sequence,
            "yield_expression": self._evaluate_yield,
            "call_expression": self.calls.evaluate_call,
            "new_expression": self.calls.evaluate_new,
            "await_expression": self.promises.evaluate_await,
        }

    def evaluate(self, part: Part | None, frames: Frames) -> Value:
        """The value of an expression; its effects happen."""
        if part is None:
            return UNDEFINED
        self.walk.count_step()
        self.walk.depth += 1
        try:
            return self.handlers.get(part.type, self._evaluate_other)(part, frames)
        finally:
            self.walk.depth -= 1

    def evaluate_deferred(self, value: Deferred) -> Value:
        """Evaluate an expression that was deferred; nothing in it has an effect."""
        part, frames = value
        self.walk.depth += 1
        try:
            self.walk.count_step()
            if part.type == "ternary_expression":
                return self._decide_ternary(part, frames)
            return self._decide_logical(part, frames)
        finally:
            self.walk.depth -= 1

    def holds(self, part: Part | None, frames: Frames) -> bool:
        """Whether an expression holds. The path forks where that isn't known."""
        return self.evaluate_condition(part, frames)[1]

    def evaluate_condition(self, part: Part | None, frames: Frames) -> tuple[Value, bool]:
        """The value of an expression, and whether it holds."""
        number, piece = self.walk.piece_count, self.walk.repeat_piece()
        if piece is not None:
            found: tuple[Value, bool] = piece[-1]
            return found
        with self.walk.as_value:
            value = self.evaluate(part, frames)
        found = value, self.conditions.holds(value)
        self.walk.keep_piece(number, found)
        return found

    def _evaluate_constant(self, part: Part, _frames: Frames) -> Value:
        return TRUE if part.type == "true" else FALSE if part.type == "false" else NULL

    def _evaluate_literal(self, part: Part, _frames: Frames) -> Value:
        if part.literal is None:
            part.literal = text(part.text[1:-1]) if part.type == "string" else number_in(part.text)
        found: Value = part.literal
        return found

    def _evaluate_template(self, part: Part, frames: Frames) -> Value:
        if part.active or self.walk.program.reads_parameter_field(part):
            for child in part.children:
                if child.type == "template_substitution":
                    self._visit(child.children, frames)
        elif all(child.type == "string_fragment" for child in part.children):
            return text(part.text[1:-1])
        return Symbol(("text", part.id))

    def _evaluate_object(self, part: Part, frames: Frames) -> Value:
        literal = ObjectValue(part, frames, self.walk.path.new_number(part)[1])
        if part.active or self.walk.program.reads_parameter_field(part):
            for pair in part.children:
                value = pair.get("value") if pair.type == "pair" else pair
                key = key_of_pair(pair)
                if pair.type == "pair" and value is not None and not value.active:
                    self._visit((value,), frames)
                if value is not None and value.active and value.type != "method_definition":
                    if value.type in _FUNCTIONS:
                        continue
                    with self.walk.as_value:
                        found = self.evaluate(value, frames)
                    if key is not None:
                        self.walk.path.fields[literal, key] = found
        return literal

    def _visit(self, parts: tuple[Part | None, ...], frames: Frames) -> None:
        """Evaluate parts of a text or an object: their values don't matter, their reads do."""
        for one in parts:
            if one is not None and (one.active or self.walk.program.reads_parameter_field(one)):
                with self.walk.as_value:
                    self.evaluate(one, frames)

    def _evaluate_array(self, part: Part, frames: Frames) -> Value:
        array = ListValue(self.walk.path.new_number(part))
        values: list[Value] = []
        for child in part.children:
            if child.type == "spread_element":
                values += self.fields.elements_of(self.evaluate(next(iter(child.children), None), frames))
            else:
                with self.walk.as_value:
                    values.append(self.evaluate(child, frames))
        self.walk.path.items[array.number] = tuple(values)
        return array

    def _evaluate_function(self, part: Part, frames: Frames) -> Value:
        return Closure(part, frames)

    def evaluate_generator(self, part: Part, frames: Frames) -> Value:
        """A generator: its calls aren't followed."""
        self.walk.escape(Closure(part, frames))
        self.walk.unfollowed_parts.add(part.id)
        return Symbol(("generator", part.id), murky=True)

    def evaluate_class(self, part: Part, frames: Frames) -> Value:
        body = part.get("body")
        plain = any(child.type == "class_heritage" for child in part.children) is False
        if body is None or not plain or any(child.type != "method_definition" for child in body.children):
            # Inherited methods and fields aren't followed.
            self.walk.unfollowed_parts.add(part.id)
            for child in () if body is None else body.children:
                self.walk.escaped_functions[child.id] = child
            return Symbol(("class", part.id), murky=True)
        return Closure(part, frames)

    def _evaluate_field(self, part: Part, frames: Frames) -> Value:
        with self.walk.as_value:
            of = self.evaluate(part.get("object"), frames)
        return self.fields.read(of, self.fields.key_of(part, frames), part)

    def _evaluate_binary(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        if operator in _LOGICAL:
            return self._evaluate_logical(part, frames)
        if operator == "+" and not part.active and _is_text(part):
            if self.walk.program.reads_parameter_field(part):
                self._visit((part.get("left"), part.get("right")), frames)
            return Symbol(("text", part.id))
        with self.walk.as_value:
            left = self.evaluate(part.get("left"), frames)
            right = self.evaluate(part.get("right"), frames)
        if operator == "instanceof":
            return self.operators.instance_of(left, right)
        if operator in _COMPARISONS:
            return self.operators.compare(operator, left, right)
        return self.operators.calculate(operator, left, right, part)

    def _evaluate_logical(self, part: Part, frames: Frames) -> Value:
        if self.walk.program.is_deferrable(part):
            return Deferred(part, frames)
        return self._decide_logical(part, frames)

    def _decide_logical(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        if operator == "??":
            return self._decide_nullish(part, frames)
        left, held = self.evaluate_condition(part.get("left"), frames)
        if held is (operator == "||"):
            return self._value_when(left, held=held)
        return self.evaluate(part.get("right"), frames)

    def _decide_nullish(self, part: Part, frames: Frames) -> Value:
        with self.walk.as_value:
            left = self.conditions.force(self.evaluate(part.get("left"), frames))
        if isinstance(left, Constant) and left.value is None:
            return self.evaluate(part.get("right"), frames)
        return left

    def _value_when(self, value: Value, *, held: bool) -> Value:
        """The value of a condition that was decided."""
        if isinstance(value, (Comparison, Negation)):
            return TRUE if held else FALSE
        return self.conditions.force(value)

    def _evaluate_ternary(self, part: Part, frames: Frames) -> Value:
        if self.walk.program.is_deferrable(part):
            return Deferred(part, frames)
        return self._decide_ternary(part, frames)

    def _decide_ternary(self, part: Part, frames: Frames) -> Value:
        with self.walk.as_value:
            held = self.holds(part.get("condition"), frames)
        self.walk.note_branch(part, part.get("condition"), taken=held)
        return self.evaluate(part.get("consequence" if held else "alternative"), frames)

    def _evaluate_unary(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        value = self.evaluate(part.get("argument"), frames)
        if operator == "!":
            if isinstance(value, Constant):
                return FALSE if truth_of(value) else TRUE
            return Negation(value)
        if operator == "typeof":
            return self.operators.type_of(self.conditions.force(value))
        if operator == "void":
            return UNDEFINED
        if operator == "-" and isinstance(value, Constant) and value.kind == "number":
            return number(-value.value)
        return Symbol.of("unary", operator, value, murky=is_murky(value))

    def _evaluate_assignment(self, part: Part, frames: Frames) -> Value:
        left = part.get("left")
        with self.walk.as_value:
            value = self.evaluate(part.get("right"), frames)
        if left is not None:
            value = self.conditions.force(value)
            self.assignments.assign(left, value, frames)
        return value

    def _evaluate_augmented_assignment(self, part: Part, frames: Frames) -> Value:
        left, word = part.get("left"), part.get("operator")
        operator = "" if word is None else word.text[:-1]
        if left is None:
            return UNDEFINED
        old = self.evaluate(left, frames)
        if operator in _LOGICAL:
            keep = (
                (self.conditions.holds(old) is (operator == "||"))
                if operator != "??"
                else old not in {NULL, UNDEFINED}
            )
            if keep:
                return old
            new = self.evaluate(part.get("right"), frames)
        else:
            with self.walk.as_value:
                new = self.operators.calculate(operator, old, self.evaluate(part.get("right"), frames), part)
        self.assignments.assign(left, new, frames)
        return new

    def _evaluate_update(self, part: Part, frames: Frames) -> Value:
        inner, word = part.get("argument"), part.get("operator")
        if inner is None or word is None:
            return UNDEFINED
        old = self.evaluate(inner, frames)
        new = self.operators.calculate(word.text[0], old, number(1), part)
        self.assignments.assign(inner, new, frames)
        prefix = word.node.start_byte < inner.node.start_byte
        return new if prefix else self.operators.as_number(old)

    def _evaluate_sequence(self, part: Part, frames: Frames) -> Value:
        value: Value = UNDEFINED
        for child in part.children:
            value = self.evaluate(child, frames)
        return value

    def _evaluate_yield(self, part: Part, frames: Frames) -> Value:
        for child in part.children:
            self.evaluate(child, frames)
        return Symbol(("yield", part.id), murky=True)

    def _evaluate_other(self, part: Part, frames: Frames) -> Value:
        """Visit the active parts of any other expression in order."""
        if part.active:
            for child in part.children:
                if child.active:
                    self.evaluate(child, frames)
        return Symbol(("other", part.id))


def _is_text(part: Part) -> bool:
    """Whether one of the operands of a sum is a text: so is the sum, then."""
    for _ in range(200):
        right, left = part.get("right"), part.get("left")
        if right is not None and right.type in {"string", "template_string"}:
            return True
        if left is None or left.type != "binary_expression":
            return left is not None and left.type in {"string", "template_string"}
        part = left
    return True
