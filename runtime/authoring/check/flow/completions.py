"""How a path leaves what it is in: the abrupt completions of the language, and the ends of the analysis."""

from __future__ import annotations

from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import Value


class ReturnCompletion(Exception):
    """`return`."""

    def __init__(self, value: Value) -> None:
        self.value = value


class ThrowCompletion(Exception):
    """A `throw` of the script, if `explicit`; else an error that the engine would throw at this part."""

    def __init__(self, value: Value, part: Part | None, *, explicit: bool) -> None:
        self.value, self.part, self.explicit = value, part, explicit


class JumpCompletion(Exception):
    """`break` or `continue`, perhaps to a label."""

    def __init__(self, word: str, label: str) -> None:
        self.word, self.label = word, label


class Suspension(Exception):
    """An `await` of what never comes: the rest of the function isn't reached."""


class PathDropped(Exception):
    """The path is impossible, or isn't followed further: nothing is reported about it."""


class BudgetSpent(Exception):
    """The script has been analysed for as many steps as it gets."""
