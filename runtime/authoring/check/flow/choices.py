"""The ways through a turn: which choices are made on each, and what it shares with the one before.

Each way is walked from the turn's beginning, with the last choice made otherwise. What lies before that
choice is the same as on the way before. So each piece of the way that was walked to its end, a statement or a
condition or a call, is kept with what it came to: as long as the choices in it stand it is not walked again,
only what it wrote is written again. Steps are counted as if it were, so that a script's bounds stay the same.
"""

from __future__ import annotations

from typing import Any

# A piece that was walked to its end: where the walk was then, counted from the turn's beginning (choices,
# pieces, steps, writes), how deep in what (nested, guarded), and what the piece is worth. There are very many
# of these: making one of a class costs ten times as much.
Passed = tuple[int, int, int, int, int, int, Any]


class Ways:
    """Goes through all ways of a turn, depth first."""

    __slots__ = ("_order", "_passed", "_script", "at")

    def __init__(self) -> None:
        self.at = 0  # choices made on this way
        self._script: list[tuple[int, int]] = []  # choices: taken, of how many
        self._passed: dict[int, Passed] = {}
        self._order: list[int] = []  # their numbers, as they ended

    def first(self) -> None:
        """Forget all choices: another turn."""
        self._script, self._order, self._passed = [], [], {}

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
        if self.at == len(self._script):
            self._script.append((0, most))
        taken = self._script[self.at][0]
        self.at += 1
        return taken

    def keep(self, number: int, passed: Passed) -> None:
        """Keep what the way's piece of this number came to, which was walked to its end."""
        self._passed[number] = passed
        self._order.append(number)

    def known(self, number: int) -> Passed | None:
        """What it came to on the way before, if nothing in it changes."""
        return self._passed.get(number)

    def _forget(self, choices: int) -> None:
        """Keep only what ended before so many choices were made."""
        while self._order and self._passed[self._order[-1]][0] > choices:
            del self._passed[self._order.pop()]
