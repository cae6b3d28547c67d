"""The state of a walk: the path in hand, the choices made on it, and the bounds of the work."""

from __future__ import annotations

from typing import NoReturn

from runtime.authoring.check.flow.choices import Choices, Piece
from runtime.authoring.check.flow.completions import BudgetSpent, PathDropped
from runtime.authoring.check.flow.path import Branch, Path, answer_of
from runtime.authoring.check.flow.program import Part, Program
from runtime.authoring.check.flow.trail import Trail
from runtime.authoring.check.flow.values import Closure, ListValue, ObjectValue, RequestValue, Value

MOST_STEPS = 8_000  # parts visited in a script
DEEPEST = 140  # parts within parts, calls included: far below Python's own limit

Stack = tuple[tuple[Part, ...], tuple[Part, ...], int, int]
EMPTY_STACK: Stack = ((), (), 0, 0)  # as the engine calls a listener, a timer or a job


class _ValueContext:
    """What is evaluated in its `with` is evaluated for its value. `depth` counts the open ones."""

    __slots__ = ("depth",)

    def __init__(self) -> None:
        self.depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1


class Walk:
    """One path at a time through a script. Where it forks, `choose` says which way; explore.py tries all.

    All evaluators work on one walk. It knows nothing of them.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.path = Path()
        self.choices = Choices()
        self.previous_trail: Trail = []  # what the way before wrote in this turn
        self.piece_count = 0  # pieces begun on this way
        self.steps = 0  # in this script
        self.steps_before = 0  # before this way began
        self.depth = 0  # parts within parts
        self.try_depth = 0  # `try` statements within each other
        self.as_value = _ValueContext()
        self.call_stack: tuple[Part, ...] = ()
        self.function_stack: tuple[Part, ...] = ()
        self.counts_looks = True  # whether what is evaluated now counts as a look at an answer
        self.peeking = False  # whether both branches are evaluated without a choice, and nothing is written
        self.incomplete = False  # whether a path was left before its end
        self.entered_functions: set[int] = set()
        self.escaped_functions: dict[int, Part] = {}  # those that may be called where it isn't seen
        self.unfollowed_parts: set[int] = set()  # generators, and classes that inherit

    # -- ways and their pieces --

    def rewind(self, begin: Path) -> None:
        """Begin a turn again, with the choices that are to be made."""
        self.choices.position = 0
        self.previous_trail, self.path = self.path.trail, begin.copy()
        self.piece_count, self.steps_before = 0, self.steps
        self.depth = 0
        self.stack = EMPTY_STACK
        self.counts_looks, self.peeking = True, False

    @property
    def stack(self) -> Stack:
        """The call stack: calls, functions, and how deep in values and `try` statements it is."""
        return self.call_stack, self.function_stack, self.as_value.depth, self.try_depth

    @stack.setter
    def stack(self, stack: Stack) -> None:
        self.call_stack, self.function_stack, self.as_value.depth, self.try_depth = stack

    def choose(self, most: int) -> int:
        """Choose which of so many ways this path goes."""
        return 0 if most <= 1 or self.peeking else self.choices.choose(most)

    def repeat_piece(self) -> Piece | None:
        """Begin a piece of the way: repeat it if the way before walked it with the same choices.

        After None the caller walks the piece, and hands its result to `keep_piece`. One method that takes a
        function to walk would be shorter to use, but make Python's stack half as deep again: see DEEPEST.
        """
        piece = self.choices.piece(self.piece_count)
        if piece is None:
            self.piece_count += 1
            return None
        self.choices.position, self.piece_count, steps, writes, self.as_value.depth, self.try_depth, _ = piece
        self.steps = self.steps_before + steps
        self.path.repeat(self.previous_trail[len(self.path.trail) : writes])
        if self.steps > MOST_STEPS:
            raise BudgetSpent
        return piece

    def keep_piece(self, number: int, value: object = None) -> None:
        """Keep the result of a piece that was walked to its end. `number` is its piece_count."""
        steps, writes = self.steps - self.steps_before, len(self.path.trail)
        self.choices.keep(
            number,
            (
                self.choices.position,
                self.piece_count,
                steps,
                writes,
                self.as_value.depth,
                self.try_depth,
                value,
            ),
        )

    # -- bounds --

    def count_step(self) -> None:
        """Count a step. Raises BudgetSpent when there are no more, PathDropped if it goes too deep."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise BudgetSpent
        if self.depth > DEEPEST:
            self.give_up()

    def give_up(self) -> NoReturn:
        """Leave this path: as it isn't followed further, nothing is sure that needs all paths."""
        self.incomplete = True
        raise PathDropped

    # -- what the path has met --

    def look(self, value: Value, what: str) -> None:
        """Note a look at the answer that a value comes from."""
        answer = answer_of(value)
        if answer is not None and self.counts_looks:
            self.path.look(answer[0], what)
            if what == "asked" and answer[1] == "data":
                self.path.look(answer[0], "data")

    def escape(self, value: Value) -> None:
        """Note that a value goes where it isn't followed: functions in it may be called there."""
        if isinstance(value, (Closure, ObjectValue)):
            self.escaped_functions[value.part.id] = value.part
        elif isinstance(value, ListValue):
            for one in self.path.items.get(value.number, ()):
                self.escape(one)
        elif isinstance(value, RequestValue):
            request = self.path.requests[value.number]
            self.path.requests[value.number] = request._replace(escaped=True)
        else:
            self.look(value, "passed")

    def note_branch(self, part: Part, condition: Part | None, *, taken: bool) -> None:
        """Keep the last fork that decided what is done in this turn."""
        if self.as_value.depth == 0 and not self.peeking:
            function = self.function_stack[-1] if self.function_stack else None
            self.path.branch = Branch(part, condition, taken, function)
