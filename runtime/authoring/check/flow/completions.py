"""How a path leaves what it is in: as the language has it, or because it isn't followed further."""

from __future__ import annotations

from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import Value


class Returned(Exception):
    """`return`."""

    def __init__(self, value: Value) -> None:
        self.value = value


class Thrown(Exception):
    """`throw`, if `said`; else an error that the engine would throw at this part."""

    def __init__(self, value: Value, part: Part | None, *, said: bool) -> None:
        self.value, self.part, self.said = value, part, said


class Jumped(Exception):
    """`break` or `continue`, perhaps to a label."""

    def __init__(self, word: str, label: str) -> None:
        self.word, self.label = word, label


class Suspended(Exception):
    """An `await` of what never comes: the rest of the function isn't reached."""


class Dropped(Exception):
    """The path can't be, or isn't followed further: nothing is said of it."""


class Spent(Exception):
    """The script has been looked at for long enough."""
