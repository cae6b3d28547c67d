"""What statements do on a path."""

from __future__ import annotations

from collections.abc import Callable

from runtime.authoring.check.flow.calls import Calls
from runtime.authoring.check.flow.completions import Jumped, Returned, Thrown
from runtime.authoring.check.flow.path import Branch
from runtime.authoring.check.flow.program import Part, Program
from runtime.authoring.check.flow.values import Closure, Frames, Items, Symbol, Thing, Value, text

_MOST_ROUNDS = 4
_FUNCTIONS = {"function_declaration", "generator_function_declaration"}
Does = Callable[["Statements", Part, Frames], None]


class Statements(Calls):
    """Runs statements in order; how a path leaves one is an exception, see leaving.py."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._does = {kind: getattr(type(self), name) for kind, name in _HOW.items()}
        self._plain: dict[Part, bool] = {}

    def run_all(self, parts: tuple[Part, ...], frames: Frames) -> None:
        """The statements of a block: its functions are there from its beginning."""
        for part in parts:
            if part.type in _FUNCTIONS:
                name = part.get("name")
                if name is not None:
                    self.assign(name, self._declared(part, frames), frames, declared=True)
        for part in parts:
            self.run(part, frames)

    def _declared(self, part: Part, frames: Frames) -> Value:
        return Closure(part, frames) if part.type == "function_declaration" else self.generator(part, frames)

    def run(self, part: Part, frames: Frames) -> None:
        """One statement."""
        how = self._does.get(part.type)
        number = self.pieces
        if how is None or self.passed() is not None:
            return
        self.spend()
        self.depth += 1
        try:
            how(self, part, frames)
        finally:
            self.depth -= 1
        self.keep(number)

    def _expression(self, part: Part, frames: Frames) -> None:
        if part.active:
            for kid in part.kids:
                self.evaluate(kid, frames)

    def _block(self, part: Part, frames: Frames) -> None:
        self.run_all(part.kids, frames)

    def _declare(self, part: Part, frames: Frames) -> None:
        for one in part.kids:
            name, value = one.get("name"), one.get("value")
            if name is None or (value is None and part.type == "variable_declaration"):
                continue
            with self.used:
                found = self.evaluate(value, frames)
            self.put(name, found, frames, declared=True)

    def _class_declaration(self, part: Part, frames: Frames) -> None:
        name = part.get("name")
        if name is not None:
            self.assign(name, self._class(part, frames), frames, declared=True)

    def _if(self, part: Part, frames: Frames) -> None:
        condition, then, other = part.get("condition"), part.get("consequence"), part.get("alternative")
        if self._is_plain(then) and self._is_plain(other):
            self._both(condition, (then, other), frames)
            return
        with self.used:
            held = self.condition(condition, frames)
        self.note_branch(part, condition, taken=held)
        chosen = then if held else other
        if chosen is not None:
            self.run(chosen, frames)

    def _is_plain(self, part: Part | None) -> bool:
        """Whether it decides nothing: no call, no jump, no name that is written."""
        if part is None or not part.active:
            return True
        found = self._plain.get(part)
        if found is None:
            found = self._plain[part] = self._only_writes(part)
        return found

    def _only_writes(self, part: Part) -> bool:
        if part.type in {"statement_block", "else_clause"}:
            return all(self._is_plain(kid) for kid in part.kids)
        if part.type != "expression_statement" or len(part.kids) != 1:
            return False
        inner = part.kids[0]
        left, right = inner.get("left"), inner.get("right")
        if inner.type != "assignment_expression" or left is None or right is None or right.active:
            return False
        if left.type == "identifier":
            return self.program.is_idle(left)
        return left.type == "member_expression" and not left.active and self.program.is_never_read(left)

    def _both(self, condition: Part | None, branches: tuple[Part | None, ...], frames: Frames) -> None:
        """Two ways that come to the same: the question counts, and so does a change of the context in one."""
        before, self.peeking = self.peeking, True
        try:
            if condition is not None:
                self.condition(condition, frames)
            for branch in branches:
                if branch is not None:
                    self.run(branch, frames)
        finally:
            self.peeking = before

    def _else(self, part: Part, frames: Frames) -> None:
        for kid in part.kids:
            self.run(kid, frames)

    def _return(self, part: Part, frames: Frames) -> None:
        value = self.evaluate(next(iter(part.kids), None), frames)
        raise Returned(value)

    def _throw(self, part: Part, frames: Frames) -> None:
        with self.used:
            value = self.evaluate(next(iter(part.kids), None), frames)
        raise Thrown(value, part, said=True)

    def _jump(self, part: Part, _frames: Frames) -> None:
        label = part.get("label")
        raise Jumped(part.type.removesuffix("_statement"), "" if label is None else label.text)

    def _labelled(self, part: Part, frames: Frames) -> None:
        label, body = part.get("label"), part.get("body")
        if body is None:
            return
        try:
            self.run(body, frames)
        except Jumped as jump:
            if label is None or jump.label != label.text:
                raise

    def _try(self, part: Part, frames: Frames) -> None:
        final = part.get("finalizer")
        try:
            self._try_and_catch(part, frames)
        except (Returned, Thrown, Jumped):
            if final is not None:
                self._final(final, frames)
            raise
        if final is not None:
            self._final(final, frames)

    def _final(self, part: Part, frames: Frames) -> None:
        for kid in part.kids:
            self.run(kid, frames)

    def _try_and_catch(self, part: Part, frames: Frames) -> None:
        body, handler = part.get("body"), part.get("handler")
        if body is None:
            return
        if handler is None:
            self.run(body, frames)
            return
        # What the engine may throw is taken to be thrown at once: JSON.parse of something else, above all.
        if self._may_fail(body) and self.choose(2):
            if self.path.cause is not None:
                self.path.look(self.path.cause, "passed")  # what was thrown may come of the answer
            self._catch(handler, Symbol(("error", part.id)), frames)
            return
        self.guarded += 1
        guarded = self.guarded
        try:
            self.run(body, frames)
        except Thrown as thrown:
            self.guarded = guarded - 1
            self._catch(handler, thrown.value, frames)
        finally:
            self.guarded = guarded - 1

    def _may_fail(self, body: Part) -> bool:
        return self.program.calls_foreign(body)

    def _catch(self, handler: Part, value: Value, frames: Frames) -> None:
        parameter, body = handler.get("parameter"), handler.get("body")
        if parameter is not None:
            self.put(parameter, value, frames, declared=True)
        self.note_branch(handler, None, taken=True)
        if body is not None:
            self.run(body, frames)

    def _switch(self, part: Part, frames: Frames) -> None:
        with self.used:
            value = self.evaluate(part.get("value"), frames)
        body = part.get("body")
        cases = () if body is None else body.kids
        begin = self._case(cases, value, frames)
        if begin is None:
            self.note_branch(part, part.get("value"), taken=False)
            return
        self.note_branch(cases[begin], None, taken=True)
        try:
            for case in cases[begin:]:
                label = case.get("value")
                self.run_all(tuple(kid for kid in case.kids if kid is not label), frames)
        except Jumped as jump:
            if jump.word != "break" or jump.label:
                raise

    def _case(self, cases: tuple[Part, ...], value: Value, frames: Frames) -> int | None:
        for n, case in enumerate(cases):
            if case.type == "switch_case":
                label = self.evaluate(case.get("value"), frames)
                if self.truth(self._comparison("===", value, label)):
                    return n
        return next((n for n, case in enumerate(cases) if case.type == "switch_default"), None)

    # -- loops --

    def _for(self, part: Part, frames: Frames) -> None:
        begin = part.get("initializer")
        if begin is not None:
            self.run(begin, frames) if begin.type in _HOW else self.evaluate(begin, frames)
        self._rounds(part, part.get("condition"), part.get("increment"), frames)

    def _while(self, part: Part, frames: Frames) -> None:
        self._rounds(part, part.get("condition"), None, frames)

    def _do(self, part: Part, frames: Frames) -> None:
        if not self._round(part, frames):
            return
        self._rounds(part, part.get("condition"), None, frames)

    def _rounds(self, part: Part, condition: Part | None, step: Part | None, frames: Frames) -> None:
        if not part.active:
            return
        for _ in range(_MOST_ROUNDS):
            if (
                condition is not None
                and condition.type != "empty_statement"
                and not self._goes_on(condition, frames)
            ):
                return
            if not self._round(part, frames):
                return
            if step is not None:
                self.evaluate(step, frames)
        self._leave_loop(part)

    def _goes_on(self, condition: Part, frames: Frames) -> bool:
        with self.used:
            kids = condition.kids if condition.type == "expression_statement" else (condition,)
            return all(self.condition(kid, frames) for kid in kids)

    def _leave_loop(self, part: Part) -> None:
        """After so many rounds the loop is taken to end, if nothing hangs on it."""
        body = part.get("body")
        if body is not None and self.program.calls_script(body):
            self.give_up()
        self.path.unsure = True

    def _round(self, part: Part, frames: Frames) -> bool:
        """Run the body once; False if it ended the loop."""
        body = part.get("body")
        if body is None:
            return True
        try:
            self.run(body, frames)
        except Jumped as jump:
            if jump.label:
                raise
            return jump.word == "continue"
        return True

    def _for_in(self, part: Part, frames: Frames) -> None:
        if not part.active:
            return
        left = part.get("left")
        with self.used:
            values = self._gone_through(part, self.force(self.evaluate(part.get("right"), frames)))
        for value in values[: _MOST_ROUNDS + 4]:
            if left is not None:
                self.put(left, value, frames, declared=part.get("kind") is not None or _is_kind(part))
            if not self._round(part, frames):
                return

    def _gone_through(self, part: Part, value: Value) -> list[Value]:
        """What a loop takes out of a value: its things, or with `in` its keys."""
        if part.word("in") and isinstance(value, Items):
            return [text(str(n)) for n in range(len(self.each(value)))]
        if part.word("in") and isinstance(value, Thing) and self.is_as_written(value):
            return list(map(text, self.program.pairs(value.part)))
        return self.each(value)

    def note_branch(self, part: Part, condition: Part | None, *, taken: bool) -> None:
        """Keep the last fork that decided what is done in this turn."""
        if self.nested == 0 and not self.peeking:
            function = self.functions[-1] if self.functions else None
            self.path.branch = Branch(part, condition, taken, function)


def _is_kind(part: Part) -> bool:
    return any(child.type in {"const", "let", "var"} for child in part.node.children)


_HOW = {
    "expression_statement": "_expression",
    "statement_block": "_block",
    "lexical_declaration": "_declare",
    "variable_declaration": "_declare",
    "class_declaration": "_class_declaration",
    "if_statement": "_if",
    "else_clause": "_else",
    "return_statement": "_return",
    "throw_statement": "_throw",
    "break_statement": "_jump",
    "continue_statement": "_jump",
    "labeled_statement": "_labelled",
    "try_statement": "_try",
    "switch_statement": "_switch",
    "for_statement": "_for",
    "for_in_statement": "_for_in",
    "while_statement": "_while",
    "do_statement": "_do",
}
