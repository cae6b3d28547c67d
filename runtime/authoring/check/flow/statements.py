"""Statements: what they do on a path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.authoring.check.flow.assignments import Assignments
from runtime.authoring.check.flow.completions import JumpCompletion, ReturnCompletion, ThrowCompletion
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.expressions import Expressions
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.names import Names
from runtime.authoring.check.flow.operators import Operators
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    Closure,
    Frames,
    ListValue,
    ObjectValue,
    Symbol,
    Value,
    text,
)
from runtime.authoring.check.flow.walk import Walk

_MOST_ROUNDS = 4
_FUNCTIONS = {"function_declaration", "generator_function_declaration"}
_Handler = Callable[[Part, Frames], None]


@dataclass(slots=True, kw_only=True)
class Statements:
    """Runs statements in order; how a path leaves one is an exception, see completions.py."""

    walk: Walk
    conditions: Conditions
    names: Names
    fields: Fields
    assignments: Assignments
    operators: Operators
    expressions: Expressions
    handlers: dict[str, _Handler] = field(init=False)  # by the type of the part
    _plain_parts: dict[Part, bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.handlers = {
            "expression_statement": self._run_expression,
            "statement_block": self._run_block,
            "lexical_declaration": self._run_declaration,
            "variable_declaration": self._run_declaration,
            "class_declaration": self._run_class,
            "if_statement": self._run_if,
            "else_clause": self._run_else,
            "return_statement": self._run_return,
            "throw_statement": self._run_throw,
            "break_statement": self._run_jump,
            "continue_statement": self._run_jump,
            "labeled_statement": self._run_labelled,
            "try_statement": self._run_try,
            "switch_statement": self._run_switch,
            "for_statement": self._run_for,
            "for_in_statement": self._run_for_in,
            "while_statement": self._run_while,
            "do_statement": self._run_do,
        }

    def run_all(self, parts: tuple[Part, ...], frames: Frames) -> None:
        """Run the statements of a block; its functions exist from its beginning."""
        for part in parts:
            if part.type in _FUNCTIONS:
                name = part.get("name")
                if name is not None:
                    self.names.write(name, self._function_value(part, frames), frames, declare=True)
        for part in parts:
            self.run(part, frames)

    def _function_value(self, part: Part, frames: Frames) -> Value:
        return (
            Closure(part, frames)
            if part.type == "function_declaration"
            else self.expressions.evaluate_generator(part, frames)
        )

    def run(self, part: Part, frames: Frames) -> None:
        """Run one statement."""
        handler = self.handlers.get(part.type)
        number = self.walk.piece_count
        if handler is None or self.walk.repeat_piece() is not None:
            return
        self.walk.count_step()
        self.walk.depth += 1
        try:
            handler(part, frames)
        finally:
            self.walk.depth -= 1
        self.walk.keep_piece(number)

    def _run_expression(self, part: Part, frames: Frames) -> None:
        if part.active:
            for child in part.children:
                self.expressions.evaluate(child, frames)

    def _run_block(self, part: Part, frames: Frames) -> None:
        self.run_all(part.children, frames)

    def _run_declaration(self, part: Part, frames: Frames) -> None:
        for one in part.children:
            name, value = one.get("name"), one.get("value")
            if name is None or (value is None and part.type == "variable_declaration"):
                continue
            with self.walk.as_value:
                found = self.expressions.evaluate(value, frames)
            self.assignments.assign(name, found, frames, declare=True)

    def _run_class(self, part: Part, frames: Frames) -> None:
        name = part.get("name")
        if name is not None:
            self.names.write(name, self.expressions.evaluate_class(part, frames), frames, declare=True)

    def _run_if(self, part: Part, frames: Frames) -> None:
        condition, then, other = part.get("condition"), part.get("consequence"), part.get("alternative")
        if self._is_plain(then) and self._is_plain(other):
            self._peek_into_both(condition, (then, other), frames)
            return
        with self.walk.as_value:
            held = self.expressions.holds(condition, frames)
        self.walk.note_branch(part, condition, taken=held)
        chosen = then if held else other
        if chosen is not None:
            self.run(chosen, frames)

    def _is_plain(self, part: Part | None) -> bool:
        """Whether it decides nothing: no call, no jump, no name that is written."""
        if part is None or not part.active:
            return True
        found = self._plain_parts.get(part)
        if found is None:
            found = self._plain_parts[part] = self._only_writes(part)
        return found

    def _only_writes(self, part: Part) -> bool:
        if part.type in {"statement_block", "else_clause"}:
            return all(self._is_plain(child) for child in part.children)
        if part.type != "expression_statement" or len(part.children) != 1:
            return False
        inner = part.children[0]
        left, right = inner.get("left"), inner.get("right")
        if inner.type != "assignment_expression" or left is None or right is None or right.active:
            return False
        if left.type == "identifier":
            return self.walk.program.is_only_stored(left)
        return left.type == "member_expression" and not left.active and self.walk.program.is_never_read(left)

    def _peek_into_both(
        self, condition: Part | None, branches: tuple[Part | None, ...], frames: Frames
    ) -> None:
        """Evaluate both branches of an `if` that decides nothing, for the looks and changes in them."""
        before, self.walk.peeking = self.walk.peeking, True
        try:
            if condition is not None:
                self.expressions.holds(condition, frames)
            for branch in branches:
                if branch is not None:
                    self.run(branch, frames)
        finally:
            self.walk.peeking = before

    def _run_else(self, part: Part, frames: Frames) -> None:
        for child in part.children:
            self.run(child, frames)

    def _run_return(self, part: Part, frames: Frames) -> None:
        value = self.expressions.evaluate(next(iter(part.children), None), frames)
        raise ReturnCompletion(value)

    def _run_throw(self, part: Part, frames: Frames) -> None:
        with self.walk.as_value:
            value = self.expressions.evaluate(next(iter(part.children), None), frames)
        raise ThrowCompletion(value, part, explicit=True)

    def _run_jump(self, part: Part, _frames: Frames) -> None:
        label = part.get("label")
        raise JumpCompletion(part.type.removesuffix("_statement"), "" if label is None else label.text)

    def _run_labelled(self, part: Part, frames: Frames) -> None:
        label, body = part.get("label"), part.get("body")
        if body is None:
            return
        try:
            self.run(body, frames)
        except JumpCompletion as jump:
            if label is None or jump.label != label.text:
                raise

    def _run_try(self, part: Part, frames: Frames) -> None:
        final = part.get("finalizer")
        try:
            self._run_try_and_catch(part, frames)
        except (ReturnCompletion, ThrowCompletion, JumpCompletion):
            if final is not None:
                self._run_finally(final, frames)
            raise
        if final is not None:
            self._run_finally(final, frames)

    def _run_finally(self, part: Part, frames: Frames) -> None:
        for child in part.children:
            self.run(child, frames)

    def _run_try_and_catch(self, part: Part, frames: Frames) -> None:
        body, handler = part.get("body"), part.get("handler")
        if body is None:
            return
        if handler is None:
            self.run(body, frames)
            return
        # What the engine may throw is taken to be thrown at the beginning: above all by JSON.parse.
        if self._may_fail(body) and self.walk.choose(2):
            if self.walk.path.cause is not None:
                self.walk.path.look(self.walk.path.cause, "passed")  # the error may come from the answer
            self._run_catch(handler, Symbol(("error", part.id)), frames)
            return
        self.walk.try_depth += 1
        guarded = self.walk.try_depth
        try:
            self.run(body, frames)
        except ThrowCompletion as completion:
            self.walk.try_depth = guarded - 1
            self._run_catch(handler, completion.value, frames)
        finally:
            self.walk.try_depth = guarded - 1

    def _may_fail(self, body: Part) -> bool:
        return self.walk.program.has_method_call(body)

    def _run_catch(self, handler: Part, value: Value, frames: Frames) -> None:
        parameter, body = handler.get("parameter"), handler.get("body")
        if parameter is not None:
            self.assignments.assign(parameter, value, frames, declare=True)
        self.walk.note_branch(handler, None, taken=True)
        if body is not None:
            self.run(body, frames)

    def _run_switch(self, part: Part, frames: Frames) -> None:
        with self.walk.as_value:
            value = self.expressions.evaluate(part.get("value"), frames)
        body = part.get("body")
        cases = () if body is None else body.children
        begin = self._find_case(cases, value, frames)
        if begin is None:
            self.walk.note_branch(part, part.get("value"), taken=False)
            return
        self.walk.note_branch(cases[begin], None, taken=True)
        try:
            for case in cases[begin:]:
                label = case.get("value")
                self.run_all(tuple(child for child in case.children if child is not label), frames)
        except JumpCompletion as jump:
            if jump.word != "break" or jump.label:
                raise

    def _find_case(self, cases: tuple[Part, ...], value: Value, frames: Frames) -> int | None:
        for n, case in enumerate(cases):
            if case.type == "switch_case":
                label = self.expressions.evaluate(case.get("value"), frames)
                if self.conditions.holds(self.operators.compare("===", value, label)):
                    return n
        return next((n for n, case in enumerate(cases) if case.type == "switch_default"), None)

    def _run_for(self, part: Part, frames: Frames) -> None:
        begin = part.get("initializer")
        if begin is not None:
            if begin.type in self.handlers:
                self.run(begin, frames)
            else:
                self.expressions.evaluate(begin, frames)
        self._run_rounds(part, part.get("condition"), part.get("increment"), frames)

    def _run_while(self, part: Part, frames: Frames) -> None:
        self._run_rounds(part, part.get("condition"), None, frames)

    def _run_do(self, part: Part, frames: Frames) -> None:
        if not self._run_round(part, frames):
            return
        self._run_rounds(part, part.get("condition"), None, frames)

    def _run_rounds(self, part: Part, condition: Part | None, step: Part | None, frames: Frames) -> None:
        if not part.active:
            return
        for _ in range(_MOST_ROUNDS):
            if (
                condition is not None
                and condition.type != "empty_statement"
                and not self._continues(condition, frames)
            ):
                return
            if not self._run_round(part, frames):
                return
            if step is not None:
                self.expressions.evaluate(step, frames)
        self._leave_loop(part)

    def _continues(self, condition: Part, frames: Frames) -> bool:
        with self.walk.as_value:
            kids = condition.children if condition.type == "expression_statement" else (condition,)
            return all(self.expressions.holds(child, frames) for child in kids)

    def _leave_loop(self, part: Part) -> None:
        """Take the loop to end after so many rounds, if it calls nothing."""
        body = part.get("body")
        if body is not None and self.walk.program.has_call(body):
            self.walk.give_up()
        self.walk.path.unsure = True

    def _run_round(self, part: Part, frames: Frames) -> bool:
        """Run the body once; False if it ended the loop."""
        body = part.get("body")
        if body is None:
            return True
        try:
            self.run(body, frames)
        except JumpCompletion as jump:
            if jump.label:
                raise
            return jump.word == "continue"
        return True

    def _run_for_in(self, part: Part, frames: Frames) -> None:
        if not part.active:
            return
        left = part.get("left")
        with self.walk.as_value:
            values = self._iterated_values(
                part, self.conditions.force(self.expressions.evaluate(part.get("right"), frames))
            )
        for value in values[: _MOST_ROUNDS + 4]:
            if left is not None:
                self.assignments.assign(
                    left, value, frames, declare=part.get("kind") is not None or _is_kind(part)
                )
            if not self._run_round(part, frames):
                return

    def _iterated_values(self, part: Part, value: Value) -> list[Value]:
        """The values that a loop goes through: the elements, or with `in` the keys."""
        if part.has_token("in") and isinstance(value, ListValue):
            return [text(str(n)) for n in range(len(self.fields.elements_of(value)))]
        if part.has_token("in") and isinstance(value, ObjectValue) and self.fields.is_as_written(value):
            return list(map(text, self.walk.program.properties(value.part)))
        return self.fields.elements_of(value)


def _is_kind(part: Part) -> bool:
    return any(child.type in {"const", "let", "var"} for child in part.node.children)
