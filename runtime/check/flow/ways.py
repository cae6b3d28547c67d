"""The ways through a turn: which choices are made on each, and what it has in common with the one before.

Each way is walked from the turn's beginning, with the last choice made otherwise. What lies before that choice
is the same as on the way before. So each piece of the way that was walked to its end, a statement or a
condition, is kept with what it came to: as long as the choices in it stand it is not walked again, only what it
wrote is written again.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Passed(NamedTuple):
    """A piece that was walked to its end, and where the walk was by then, counted from the turn's beginning.

    `number` is which of the way's pieces it is, `value` what it is worth.
    """

    number: int
    choices: int
    pieces: int
    steps: int
    writes: int
    nested: int
    guarded: int
    value: Any


class Ways:
    """Goes through all ways of a turn, depth first."""

    __slots__ = ("_at", "_order", "_passed", "_script")

    def __init__(self) -> None:
        self._script: list[tuple[int, int]] = []  # choices: taken, of how many
        self._at = 0
        self._passed: dict[int, Passed] = {}
        self._order: list[Passed] = []  # the same, as they ended

    @property
    def at(self) -> int:
        """How many choices were made on this way."""
        return self._at

    def first(self) -> None:
        """Forget all choices: another turn."""
        self._script, self._order, self._passed = [], [], {}

    def rewind(self) -> None:
        """Go back to the turn's beginning."""
        self._at = 0

    def following(self) -> bool:
        """Prepare the next way; False if all were gone."""
        while self._script:
            taken, most = self._script.pop()
            if taken + 1 < most:
                self._forget(len(self._script))
                self._script.append((taken + 1, most))
                return True
        return False

    def choose(self, most: int) -> int:
        """Which of so many possibilities this way takes."""
        if self._at == len(self._script):
            self._script.append((0, most))
        taken = self._script[self._at][0]
        self._at += 1
        return taken

    def keep(self, passed: Passed) -> None:
        """Keep that a piece was walked to its end."""
        self._passed[passed.number] = passed
        self._order.append(passed)

    def known(self, number: int) -> Passed | None:
        """What a piece came to on the way before, if nothing in it changes: it is passed."""
        passed = self._passed.get(number)
        if passed is not None:
            self._at = passed.choices
        return passed

    def _forget(self, choices: int) -> None:
        """Keep only what ended before so many choices were made."""
        while self._order and self._order[-1].choices > choices:
            self._passed.pop(self._order.pop().number, None)
