"""What expressions are worth on a path."""

from __future__ import annotations

from collections.abc import Callable

from runtime.authoring.check.flow.fields import THIS
from runtime.authoring.check.flow.operators import Operators
from runtime.authoring.check.flow.program import Part, Program, key_in
from runtime.authoring.check.flow.values import (
    FALSE,
    NULL,
    TRUE,
    UNDEFINED,
    Closure,
    Compared,
    Constant,
    Frames,
    Items,
    Later,
    Negated,
    Symbol,
    Thing,
    Value,
    number,
    number_in,
    text,
    truth_of,
)

How = Callable[["Expressions", Part, Frames], Value]
_LOGICAL = {"&&", "||", "??"}
_COMPARING = {"===", "!==", "==", "!=", "<", ">", "<=", ">="}
_FUNCTIONS = {"function_expression", "arrow_function", "function_declaration"}


class Expressions(Operators):
    """Evaluates; calls are in calls.py."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._how: dict[str, How] = {kind: getattr(type(self), name) for kind, name in _HOW.items()}

    def evaluate(self, part: Part | None, frames: Frames) -> Value:
        """The value of an expression, its effects done."""
        if part is None:
            return UNDEFINED
        self.spend()
        self.depth += 1
        try:
            return self._how.get(part.type, _OTHER)(self, part, frames)
        finally:
            self.depth -= 1

    def now(self, value: Later) -> Value:
        """Evaluate what was left for later; nothing in it has an effect."""
        part, frames = value
        self.depth += 1
        try:
            self.spend()
            if part.type == "ternary_expression":
                return self._ternary_now(part, frames)
            return self._logical_now(part, frames)
        finally:
            self.depth -= 1

    def condition(self, part: Part | None, frames: Frames) -> bool:
        """Whether an expression holds: forks where it isn't known."""
        return self.asked_of(part, frames)[1]

    def asked_of(self, part: Part | None, frames: Frames) -> tuple[Value, bool]:
        """The value of an expression, and whether it holds."""
        number, passed = self.pieces, self.passed()
        if passed is not None:
            found: tuple[Value, bool] = passed[-1]
            return found
        with self.used:
            value = self.evaluate(part, frames)
        found = value, self.truth(value)
        self.keep(number, found)
        return found

    # -- literals --

    def _constant(self, part: Part, _frames: Frames) -> Value:
        return TRUE if part.type == "true" else FALSE if part.type == "false" else NULL

    def _literal(self, part: Part, _frames: Frames) -> Value:
        if part.literal is None:
            part.literal = text(part.text[1:-1]) if part.type == "string" else number_in(part.text)
        found: Value = part.literal
        return found

    def _template(self, part: Part, frames: Frames) -> Value:
        if part.active or self.program.reads_given(part):
            for kid in part.kids:
                if kid.type == "template_substitution":
                    self._visit(kid.kids, frames)
        elif all(kid.type == "string_fragment" for kid in part.kids):
            return text(part.text[1:-1])
        return Symbol(("text", part.id))

    def _thing(self, part: Part, frames: Frames) -> Value:
        made = Thing(part, frames, self.path.once(part)[1])
        if part.active or self.program.reads_given(part):
            for pair in part.kids:
                value = pair.get("value") if pair.type == "pair" else pair
                key = key_in(pair)
                if pair.type == "pair" and value is not None and not value.active:
                    self._visit((value,), frames)
                if value is not None and value.active and value.type != "method_definition":
                    if value.type in _FUNCTIONS:
                        continue
                    with self.used:
                        found = self.evaluate(value, frames)
                    if key is not None:
                        self.path.fields[made, key] = found
        return made

    def _visit(self, parts: tuple[Part | None, ...], frames: Frames) -> None:
        """Evaluate what is only put together with others: its value doesn't matter, its reads do."""
        for one in parts:
            if one is not None and (one.active or self.program.reads_given(one)):
                with self.used:
                    self.evaluate(one, frames)

    def _array(self, part: Part, frames: Frames) -> Value:
        made = Items(self.path.once(part))
        values: list[Value] = []
        for kid in part.kids:
            if kid.type == "spread_element":
                values += self.each(self.evaluate(next(iter(kid.kids), None), frames))
            else:
                with self.used:
                    values.append(self.evaluate(kid, frames))
        self.path.items[made.number] = tuple(values)
        return made

    def _function(self, part: Part, frames: Frames) -> Value:
        return Closure(part, frames)

    def generator(self, part: Part, frames: Frames) -> Value:
        """A generator: who drives it isn't seen."""
        self.let_go(Closure(part, frames))
        self.unfollowed.add(part.id)
        return Symbol(("generator", part.id), murky=True)

    def _class(self, part: Part, frames: Frames) -> Value:
        body = part.get("body")
        plain = any(kid.type == "class_heritage" for kid in part.kids) is False
        if body is None or not plain or any(kid.type != "method_definition" for kid in body.kids):
            # What it inherits, or keeps in fields, isn't followed.
            self.unfollowed.add(part.id)
            for kid in () if body is None else body.kids:
                self.escaped[kid.id] = kid
            return Symbol(("class", part.id), murky=True)
        return Closure(part, frames)

    def _field(self, part: Part, frames: Frames) -> Value:
        with self.used:
            of = self.evaluate(part.get("object"), frames)
        return self.field_of(of, self.key_of(part, frames), part)

    # -- operators --

    def _binary(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        if operator in _LOGICAL:
            return self._logical(part, frames)
        if operator == "+" and not part.active and _is_text(part):
            if self.program.reads_given(part):
                self._visit((part.get("left"), part.get("right")), frames)
            return Symbol(("text", part.id))
        with self.used:
            left = self.evaluate(part.get("left"), frames)
            right = self.evaluate(part.get("right"), frames)
        if operator == "instanceof":
            return self._instance(left, right)
        if operator in _COMPARING:
            return self._comparison(operator, left, right)
        return self.calculated(operator, left, right, part)

    def _logical(self, part: Part, frames: Frames) -> Value:
        if self.program.is_steady(part):
            return Later(part, frames)
        return self._logical_now(part, frames)

    def _logical_now(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        if operator == "??":
            return self._or_else(part, frames)
        left, held = self.asked_of(part.get("left"), frames)
        if held is (operator == "||"):
            return self._as_decided(left, held=held)
        return self.evaluate(part.get("right"), frames)

    def _or_else(self, part: Part, frames: Frames) -> Value:
        with self.used:
            left = self.force(self.evaluate(part.get("left"), frames))
        if isinstance(left, Constant) and left.value is None:
            return self.evaluate(part.get("right"), frames)
        return left

    def _as_decided(self, value: Value, *, held: bool) -> Value:
        """A value of which it is known by now whether it holds."""
        if isinstance(value, (Compared, Negated)):
            return TRUE if held else FALSE
        return self.force(value)

    def _ternary(self, part: Part, frames: Frames) -> Value:
        if self.program.is_steady(part):
            return Later(part, frames)
        return self._ternary_now(part, frames)

    def _ternary_now(self, part: Part, frames: Frames) -> Value:
        with self.used:
            held = self.condition(part.get("condition"), frames)
        self.note_branch(part, part.get("condition"), taken=held)
        return self.evaluate(part.get("consequence" if held else "alternative"), frames)

    def note_branch(self, part: Part, condition: Part | None, *, taken: bool) -> None:
        """Keep the last fork that decided what is done in this turn."""
        raise NotImplementedError

    def _unary(self, part: Part, frames: Frames) -> Value:
        word = part.get("operator")
        operator = "" if word is None else word.text
        value = self.evaluate(part.get("argument"), frames)
        if operator == "!":
            if isinstance(value, Constant):
                return FALSE if truth_of(value) else TRUE
            return Negated(value)
        if operator == "typeof":
            return self._typeof(self.force(value))
        if operator == "void":
            return UNDEFINED
        if operator == "-" and isinstance(value, Constant) and value.kind == "number":
            return number(-value.value)
        return Symbol.of("unary", operator, value, murky=self._local(value))

    def _assignment(self, part: Part, frames: Frames) -> Value:
        left = part.get("left")
        with self.used:
            value = self.evaluate(part.get("right"), frames)
        if left is not None:
            value = self.force(value)
            self.put(left, value, frames)
        return value

    def _augmented(self, part: Part, frames: Frames) -> Value:
        left, word = part.get("left"), part.get("operator")
        operator = "" if word is None else word.text[:-1]
        if left is None:
            return UNDEFINED
        old = self.evaluate(left, frames)
        if operator in _LOGICAL:
            keep = (
                (self.truth(old) is (operator == "||")) if operator != "??" else old not in {NULL, UNDEFINED}
            )
            if keep:
                return old
            new = self.evaluate(part.get("right"), frames)
        else:
            with self.used:
                new = self.calculated(operator, old, self.evaluate(part.get("right"), frames), part)
        self.put(left, new, frames)
        return new

    def _update(self, part: Part, frames: Frames) -> Value:
        inner, word = part.get("argument"), part.get("operator")
        if inner is None or word is None:
            return UNDEFINED
        old = self.evaluate(inner, frames)
        new = self.calculated(word.text[0], old, number(1), part)
        self.put(inner, new, frames)
        prefix = word.node.start_byte < inner.node.start_byte
        return new if prefix else self._as_number(old)

    def _sequence(self, part: Part, frames: Frames) -> Value:
        value: Value = UNDEFINED
        for kid in part.kids:
            value = self.evaluate(kid, frames)
        return value

    def _this(self, _part: Part, frames: Frames) -> Value:
        for frame in reversed(frames):
            found = self.path.names.get((frame, THIS))
            if found is not None:
                return found
        return Symbol(("this",))

    def _yield(self, part: Part, frames: Frames) -> Value:
        for kid in part.kids:
            self.evaluate(kid, frames)
        return Symbol(("yield", part.id), murky=True)

    def _other(self, part: Part, frames: Frames) -> Value:
        """Something else: what is active in it is visited in its order."""
        if part.active:
            for kid in part.kids:
                if kid.active:
                    self.evaluate(kid, frames)
        return Symbol(("other", part.id))


def _is_text(part: Part) -> bool:
    """Whether a sum has a text in it: it is one, then."""
    for _ in range(200):
        right, left = part.get("right"), part.get("left")
        if right is not None and right.type in {"string", "template_string"}:
            return True
        if left is None or left.type != "binary_expression":
            return left is not None and left.type in {"string", "template_string"}
        part = left
    return True


_HOW = {
    "identifier": "_name",
    "shorthand_property_identifier": "_name",
    "undefined": "_name",
    "number": "_literal",
    "string": "_literal",
    "true": "_constant",
    "false": "_constant",
    "null": "_constant",
    "template_string": "_template",
    "object": "_thing",
    "array": "_array",
    "generator_function": "generator",
    "class": "_class",
    "member_expression": "_field",
    "subscript_expression": "_field",
    "binary_expression": "_binary",
    "ternary_expression": "_ternary",
    "unary_expression": "_unary",
    "assignment_expression": "_assignment",
    "augmented_assignment_expression": "_augmented",
    "update_expression": "_update",
    "sequence_expression": "_sequence",
    "this": "_this",
    "yield_expression": "_yield",
    **dict.fromkeys(_FUNCTIONS, "_function"),
    "call_expression": "_call",
    "new_expression": "_new",
    "await_expression": "_await",
}

_OTHER: How = Expressions._other  # noqa: SLF001 - its own
