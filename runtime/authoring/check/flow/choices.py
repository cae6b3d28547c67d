"""The ways through a turn: which choices are made on each, and what it shares with the one before.

Each way is walked from the turn's beginning, with the last choice made otherwise. What lies before that
choice is the same as on the way before. So each piece of the way that was walked to its end, a statement or a
condition or a call, is kept with what it came to: as long as the choices in it stand it is not walked again,
only what it wrote is written again. Steps are counted as if it were, so that a script's bounds stay the same.
"""

from __future__ import annotations

from typing import Any

# A piece that was walked to its end: where the walk was then, counted from the turn's beginning (choices,
# pieces, steps, writes), how deep it was (in values, in `try` statements), and the value of the piece. There
# are very many of these: making one of a class costs ten times as much.
Piece = tuple[int, int, int, int, int, int, Any]


class Choices:
    """Goes through all ways of a turn, depth first."""

    __slots__ = ("_order", "_pieces", "_script", "position")

    def __init__(self) -> None:
        self.position = 0  # choices made on this way
        self._script: list[tuple[int, int]] = []  # choices: taken, of how many
        self._pieces: dict[int, Piece] = {}
        self._order: list[int] = []  # the numbers of the pieces, in the order in which they ended

    def reset(self) -> None:
        """Forget all choices: another turn begins."""
        self._script, self._order, self._pieces = [], [], {}

    def advance(self) -> bool:
        """Prepare the next way; False if there is none left."""
        while self._script:
            taken, most = self._script.pop()
            if taken + 1 < most:
                self._forget(len(self._script))
                self._script.append((taken + 1, most))
                return True
        return False

    def choose(self, most: int) -> int:
        """Which of so many possibilities this way takes."""
        if self.position == len(self._script):
            self._script.append((0, most))
        taken = self._script[self.position][0]
        self.position += 1
        return taken

    def keep(self, number: int, piece: Piece) -> None:
        """Keep the result of a piece that was walked to its end."""
        self._pieces[number] = piece
        self._order.append(number)

    def piece(self, number: int) -> Piece | None:
        """The result of a piece on the way before; None if a choice in it changes."""
        return self._pieces.get(number)

    def _forget(self, choices: int) -> None:
        """Keep only the pieces that ended before so many choices were made."""
        while self._order and self._pieces[self._order[-1]][0] > choices:
            del self._pieces[self._order.pop()]
