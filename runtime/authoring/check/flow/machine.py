"""What all of the walk shares: the path in hand, the choices made on it, and the bounds of the work."""

from __future__ import annotations

from typing import NoReturn

from runtime.authoring.check.flow.choices import Passed, Ways
from runtime.authoring.check.flow.completions import Dropped, Spent
from runtime.authoring.check.flow.facts import Fact, Likely, holds, likely, possible
from runtime.authoring.check.flow.path import Path, Request
from runtime.authoring.check.flow.program import Part, Program
from runtime.authoring.check.flow.trail import Trail
from runtime.authoring.check.flow.values import (
    FALSE,
    TRUE,
    Compared,
    Constant,
    Frames,
    Later,
    Negated,
    Symbol,
    Value,
    number,
    truth_of,
)

MOST_STEPS = 8_000  # parts visited in a script
DEEPEST = 140  # parts within parts, calls included: far below Python's own limit

_MOST_FACTS = 16  # about one value
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class _Used:
    """What is called in its `with` is called for its value, and doesn't lead on. `deep`: so many are open."""

    __slots__ = ("deep",)

    def __init__(self) -> None:
        self.deep = 0

    def __enter__(self) -> None:
        self.deep += 1

    def __exit__(self, *_: object) -> None:
        self.deep -= 1


class Machine:
    """Walks one path at a time. Where it forks, `choose` says which way; explore.py tries them all."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.used = _Used()
        self.path = Path()
        self.ways = Ways()
        self.before: Trail = []  # what the way before wrote in this turn
        self.pieces = 0  # begun on this way
        self.begun = 0  # steps before this way
        self.steps = 0
        self.depth = 0
        self.asked = True  # whether what is evaluated now counts as a look
        self.guarded = 0  # how many `try` around
        self.calls: tuple[Part, ...] = ()
        self.functions: tuple[Part, ...] = ()
        self.entered: set[int] = set()
        self.escaped: dict[int, Part] = {}
        self.unfollowed: set[int] = set()  # generators, and classes that inherit
        self.peeking = False

    @property
    def nested(self) -> int:
        """How deep it is in expressions whose value is used."""
        return self.used.deep

    @nested.setter
    def nested(self, deep: int) -> None:
        self.used.deep = deep

    # -- choices --

    def rewind(self, begin: Path) -> None:
        """Begin a turn anew, with the choices that are to be made."""
        self.ways.at = 0
        self.before, self.path = self.path.trail, begin.copy()
        self.pieces, self.begun = 0, self.steps
        self.depth = self.nested = self.guarded = 0
        self.calls = self.functions = ()
        self.asked, self.peeking = True, False

    def choose(self, most: int) -> int:
        """Which of so many ways this path goes."""
        return 0 if most <= 1 or self.peeking else self.ways.choose(most)

    def passed(self) -> Passed | None:
        """Begin a piece of the way: what it came to on the way before, if that stands. It is behind us, then.

        Whoever gets None walks it, and says what it came to: `keep`. A method that is given what to walk
        would be shorter to use, and make Python's stack half as deep again: see DEEPEST.
        """
        passed = self.ways.known(self.pieces)
        if passed is None:
            self.pieces += 1
            return None
        self.ways.at, self.pieces, steps, writes, self.used.deep, self.guarded, _ = passed
        self.steps = self.begun + steps
        self.path.repeat(self.before[len(self.path.trail) : writes])
        if self.steps > MOST_STEPS:
            raise Spent
        return passed

    def keep(self, number: int, value: object = None) -> None:
        """Keep what a piece of the way came to that was walked to its end."""
        steps, writes = self.steps - self.begun, len(self.path.trail)
        self.ways.keep(
            number, (self.ways.at, self.pieces, steps, writes, self.used.deep, self.guarded, value)
        )

    def spend(self) -> None:
        """Count a step. Raises Spent at the end of them, Dropped if it goes too deep."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Spent
        if self.depth > DEEPEST:
            self.give_up()

    def give_up(self) -> NoReturn:
        """Leave this path: it isn't followed further, so that nothing is sure of the script's others."""
        self.incomplete = True
        raise Dropped

    incomplete = False

    # -- answers --

    def request_of(self, value: Value) -> tuple[tuple[int, int], str] | None:
        """The request whose `data` or `response` a value comes from, and which of both; None for others."""
        name = value.name if isinstance(value, Symbol) else ()
        while name and name[0] in {"field", "method"}:
            name = name[1].name if isinstance(name[1], Symbol) else ()
        if name and name[0] in {"data", "response"}:
            return name[1], name[0]
        return None

    def look(self, value: Value, what: str) -> None:
        """Note a look at the answer that a value comes from."""
        found = self.request_of(value)
        if found is not None and self.asked:
            self.path.look(found[0], what)
            if what == "asked" and found[1] == "data":
                self.path.look(found[0], "data")

    def answered(self, request: tuple[int, int], *, prefer: str = "") -> bool:
        """Decide whether there was an answer at all. `prefer` is what is said if both can be."""
        known = self.path.requests[request]
        if known.outcome:
            return known.outcome not in {"error", "nothing"}
        error = prefer == "error" if prefer else bool(self.choose(2))
        if not self.peeking:
            self.path.requests[request] = known._replace(outcome="error" if error else "answered")
        return not error

    # -- conditions --

    def truth(self, value: Value) -> bool:
        """Whether a value counts as true on this path; it forks here if both can be."""
        turned = False
        for _ in range(50):
            if isinstance(value, Negated):
                value, turned = value.value, not turned
            elif isinstance(value, Later):
                value = self.force(value)
            else:
                break
        return self._truth(value) is not turned

    def _truth(self, value: Value) -> bool:
        if isinstance(value, Compared):
            return self._compare(value)
        if isinstance(value, Constant):
            return truth_of(value)
        return not isinstance(value, Symbol) or self._truth_of_symbol(value)

    def _truth_of_symbol(self, value: Symbol) -> bool:
        if value.name[0] == "response":
            self.look(value, "null")
            return self.answered(value.name[1])
        if value.name[0] == "data":
            self.look(value, "asked")
            if self.path.requests[value.name[1]].outcome == "error":
                return True
        return self._is_there(value) or self.decide(value, "truthy", number(1))

    def _is_there(self, value: Symbol) -> bool:
        """Whether it is something in any case: a text with words in it, an error's message."""
        name = value.name
        if name[0] == "text" or name[0] in {"error", "thrown"}:
            return True
        if name[0] != "field" or name[2] not in {"message", "name", "stack", "code"}:
            return False
        of = name[1]
        if not isinstance(of, Symbol):
            return False
        if of.name[0] == "data":
            return self.path.requests[of.name[1]].outcome == "error"
        return of.name[0] in {"error", "thrown"}

    def _compare(self, it: Compared) -> bool:
        """Decide a comparison whose sides aren't both known."""
        left, right, operator = self._decided_value(it.left), self._decided_value(it.right), it.operator
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return holds(operator, left, right)
        if isinstance(left, Symbol) and isinstance(right, Constant):
            return self._compare_symbol(left, operator, right)
        if not isinstance(left, Symbol) and not isinstance(right, Symbol):
            # Things are themselves, and nothing else.
            return (left == right) is (operator in {"===", "=="}) and operator in {"===", "==", "!==", "!="}
        murky = any(isinstance(one, Symbol) and one.murky for one in (left, right))
        plain = operator.replace("!=", "==")
        held = self.decide(Symbol.of("both", plain, left, right, murky=murky), "truthy", number(1))
        return held is not operator.startswith("!")

    def _decided_value(self, value: Value) -> Value:
        """A condition as one side of a comparison: `switch (true) { case !mail:`."""
        if isinstance(value, (Compared, Negated)):
            return TRUE if self.truth(value) else FALSE
        return value

    def _compare_symbol(self, left: Symbol, operator: str, right: Constant) -> bool:
        negative = operator in {"!==", "!="}
        plain = {"!==": "===", "!=": "=="}.get(operator, operator)
        found = self.request_of(left)
        if found is not None and left.name[0] == "response" and right.value is None:
            self.look(left, "null")
            return self.answered(found[0]) is negative
        if right.value is None and self._is_there(left):
            return negative
        if found is not None and left.name[0] == "data":
            self.look(left, "asked")
            if self.path.requests[found[0]].outcome == "error":
                return negative
        return self.decide(left, plain, right) is not negative

    def decide(self, value: Symbol, operator: str, constant: Constant) -> bool:
        """Whether a condition on an unknown value holds: what is known already, or a fork."""
        known = self.path.facts.get(value, ())
        if len(known) > _MOST_FACTS:
            self.path.unsure, known = True, known[-_MOST_FACTS // 2 :]
        ways = possible(known, operator, constant, self.range_of(value))
        if not ways:
            raise Dropped
        held, facts, sure = ways[self.choose(len(ways))]
        if not self.peeking:
            self.path.facts[value] = facts
            doubtful = sure is Likely.UNSURE or (not held and value.name[-1] == "JSON.parse")
            if value.murky or (len(ways) > 1 and doubtful):
                self.path.unsure = True
        self._note_proof(value, operator, constant, held=held)
        return held

    def _note_proof(self, value: Symbol, operator: str, constant: Constant, *, held: bool) -> None:
        """A field of the data that is there, or has an expected value, is a success of a kind."""
        found = self.request_of(value)
        if found is None or found[1] != "data" or value.name[0] == "data":
            return
        negative = constant.kind in {"undefined", "null"}
        proven = held is not negative and operator != "typeof" and not self.peeking
        self.path.look(found[0], "field" if proven else "questioned")

    def range_of(self, value: Symbol) -> tuple[str, int, int]:
        """What kind of number a value is, and its bounds."""
        if value.name[0] == "field" and value.name[2] == "length":
            return "length", 0, 0
        if value.name[0] == "field" and value.name[2] == "statusCode":
            source = value.name[1]
            if isinstance(source, Symbol) and source.name[0] == "response":
                outcome = self.path.requests[source.name[1]].outcome
                return "status", 400 if outcome == "fail" else 200, 399 if outcome == "success" else 599
        return "", 0, 0

    def count_of(self, value: Value) -> int:
        """How many there are, where the script counts: forks into none, one and two."""
        length = Symbol.of("field", value, "length", murky=isinstance(value, Symbol) and value.murky)
        return self.settle_length(length)

    def settle_length(self, length: Symbol) -> int:
        """Choose a number for the length of a list that isn't known."""
        known = self.path.facts.get(length, ())
        numbers = [
            n
            for n in (1, 2, 0)
            if likely((*known, Fact("===", number(n), holds=True)), kind="length") is not Likely.NO
        ]
        if not numbers:
            self.give_up()
        chosen = numbers[self.choose(len(numbers))]
        if not self.peeking:
            if chosen == 0 and len(numbers) > 1:
                self.path.unsure = True  # who wrote a loop thought of a list with something in it
            if length.murky:
                self.path.unsure = True
            self.path.facts[length] = (*known, Fact("===", number(chosen), holds=True))
        return chosen

    def force(self, value: Value) -> Value:
        """Decide an expression that was left for later."""
        for _ in range(20):
            if not isinstance(value, Later):
                return value
            value = self.now(value)
        return Symbol(("deep", 0), murky=True)

    def now(self, value: Later) -> Value:
        """Evaluate what was left for later."""
        raise NotImplementedError

    def evaluate(self, part: Part | None, frames: Frames) -> Value:
        """The value of an expression."""
        raise NotImplementedError

    def invoke(self, callee: Value, given: list[Value], part: Part, this: Value | None = None) -> Value:
        """Call a function."""
        raise NotImplementedError

    def request(self, value: tuple[int, int]) -> Request:
        """A request on this path."""
        return self.path.requests[value]
