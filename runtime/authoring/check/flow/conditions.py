"""Conditions on a path: whether a value holds, which constraints follow, and where the path forks."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.completions import PathDropped
from runtime.authoring.check.flow.constraints import (
    Constraint,
    Likelihood,
    holds,
    likelihood_of,
    possible_outcomes,
)
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.path import answer_of
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    Comparison,
    Constant,
    Deferred,
    Negation,
    Symbol,
    Value,
    number,
    truth_of,
)
from runtime.authoring.check.flow.walk import Walk

_MOST_CONSTRAINTS = 16  # about one value
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(slots=True, kw_only=True)
class Conditions:
    """Decides conditions. Where both outcomes are possible the path forks."""

    walk: Walk
    evaluator: Evaluator

    def has_answer(self, request: tuple[int, int], *, prefer: str = "") -> bool:
        """Decide whether there was an answer at all. `prefer` is the outcome if both are possible."""
        known = self.walk.path.requests[request]
        if known.outcome:
            return known.outcome not in {"error", "nothing"}
        error = prefer == "error" if prefer else bool(self.walk.choose(2))
        if not self.walk.peeking:
            self.walk.path.requests[request] = known._replace(outcome="error" if error else "answered")
        return not error

    def holds(self, value: Value) -> bool:
        """Whether a value counts as true on this path. The path forks here if both are possible."""
        negated = False
        for _ in range(50):
            if isinstance(value, Negation):
                value, negated = value.value, not negated
            elif isinstance(value, Deferred):
                value = self.force(value)
            else:
                break
        return self._holds(value) is not negated

    def _holds(self, value: Value) -> bool:
        if isinstance(value, Comparison):
            return self._comparison_holds(value)
        if isinstance(value, Constant):
            return truth_of(value)
        return not isinstance(value, Symbol) or self._symbol_holds(value)

    def _symbol_holds(self, value: Symbol) -> bool:
        if value.name[0] == "response":
            self.walk.look(value, "null")
            return self.has_answer(value.name[1])
        if value.name[0] == "data":
            self.walk.look(value, "asked")
            if self.walk.path.requests[value.name[1]].outcome == "error":
                return True
        return self._is_always_true(value) or self.decide(value, "truthy", number(1))

    def _is_always_true(self, value: Symbol) -> bool:
        """Whether it is true in any case: a text with words in it, an error's message."""
        name = value.name
        if name[0] == "text" or name[0] in {"error", "thrown"}:
            return True
        if name[0] != "field" or name[2] not in {"message", "name", "stack", "code"}:
            return False
        of = name[1]
        if not isinstance(of, Symbol):
            return False
        if of.name[0] == "data":
            return self.walk.path.requests[of.name[1]].outcome == "error"
        return of.name[0] in {"error", "thrown"}

    def _comparison_holds(self, comparison: Comparison) -> bool:
        """Decide a comparison whose sides aren't both known."""
        left, right = self._decide_condition(comparison.left), self._decide_condition(comparison.right)
        operator = comparison.operator
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return holds(operator, left, right)
        if isinstance(left, Symbol) and isinstance(right, Constant):
            return self._symbol_comparison_holds(left, operator, right)
        if not isinstance(left, Symbol) and not isinstance(right, Symbol):
            # An object is equal to itself only.
            return (left == right) is (operator in {"===", "=="}) and operator in {"===", "==", "!==", "!="}
        murky = any(isinstance(one, Symbol) and one.murky for one in (left, right))
        plain = operator.replace("!=", "==")
        held = self.decide(Symbol.of("both", plain, left, right, murky=murky), "truthy", number(1))
        return held is not operator.startswith("!")

    def _decide_condition(self, value: Value) -> Value:
        """Decide a condition that is one side of a comparison: `switch (true) { case !mail:`."""
        if isinstance(value, (Comparison, Negation)):
            return TRUE if self.holds(value) else FALSE
        return value

    def _symbol_comparison_holds(self, left: Symbol, operator: str, right: Constant) -> bool:
        negative = operator in {"!==", "!="}
        plain = {"!==": "===", "!=": "=="}.get(operator, operator)
        found = answer_of(left)
        if found is not None and left.name[0] == "response" and right.value is None:
            self.walk.look(left, "null")
            return self.has_answer(found[0]) is negative
        if right.value is None and self._is_always_true(left):
            return negative
        if found is not None and left.name[0] == "data":
            self.walk.look(left, "asked")
            if self.walk.path.requests[found[0]].outcome == "error":
                return negative
        return self.decide(left, plain, right) is not negative

    def decide(self, value: Symbol, operator: str, constant: Constant) -> bool:
        """Whether a condition on an unknown value holds: from what is known already, or by a fork."""
        known = self.walk.path.constraints.get(value, ())
        if len(known) > _MOST_CONSTRAINTS:
            self.walk.path.unsure, known = True, known[-_MOST_CONSTRAINTS // 2 :]
        ways = possible_outcomes(known, operator, constant, self.range_of(value))
        if not ways:
            raise PathDropped
        held, constraints, sure = ways[self.walk.choose(len(ways))]
        if not self.walk.peeking:
            self.walk.path.constraints[value] = constraints
            doubtful = sure is Likelihood.UNSURE or (not held and value.name[-1] == "JSON.parse")
            if value.murky or (len(ways) > 1 and doubtful):
                self.walk.path.unsure = True
        self._note_proof(value, operator, constant, held=held)
        return held

    def _note_proof(self, value: Symbol, operator: str, constant: Constant, *, held: bool) -> None:
        """Note a look: a field of `data` that is there, or has an expected value, shows a success."""
        found = answer_of(value)
        if found is None or found[1] != "data" or value.name[0] == "data":
            return
        negative = constant.kind in {"undefined", "null"}
        proven = held is not negative and operator != "typeof" and not self.walk.peeking
        self.walk.path.look(found[0], "field" if proven else "questioned")

    def range_of(self, value: Symbol) -> tuple[str, int, int]:
        """The kind of number a value is, and its bounds; an empty kind for others."""
        if value.name[0] == "field" and value.name[2] == "length":
            return "length", 0, 0
        if value.name[0] == "field" and value.name[2] == "statusCode":
            source = value.name[1]
            if isinstance(source, Symbol) and source.name[0] == "response":
                outcome = self.walk.path.requests[source.name[1]].outcome
                return "status", 400 if outcome == "fail" else 200, 399 if outcome == "success" else 599
        return "", 0, 0

    def count_elements(self, value: Value) -> int:
        """Choose how many elements an unknown list has: the path forks into none, one and two."""
        length = Symbol.of("field", value, "length", murky=isinstance(value, Symbol) and value.murky)
        return self.settle_length(length)

    def settle_length(self, length: Symbol) -> int:
        """Choose a number for the length of a list that isn't known."""
        known = self.walk.path.constraints.get(length, ())
        numbers = [
            n
            for n in (1, 2, 0)
            if likelihood_of((*known, Constraint("===", number(n), holds=True)), kind="length")
            is not Likelihood.NO
        ]
        if not numbers:
            self.walk.give_up()
        chosen = numbers[self.walk.choose(len(numbers))]
        if not self.walk.peeking:
            if chosen == 0 and len(numbers) > 1:
                self.walk.path.unsure = True  # the author of a loop expects elements in the list
            if length.murky:
                self.walk.path.unsure = True
            self.walk.path.constraints[length] = (*known, Constraint("===", number(chosen), holds=True))
        return chosen

    def force(self, value: Value) -> Value:
        """Evaluate an expression that was deferred."""
        for _ in range(20):
            if not isinstance(value, Deferred):
                return value
            value = self.evaluator.evaluate_deferred(value)
        return Symbol(("deep", 0), murky=True)
