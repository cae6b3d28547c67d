"""A list of JSON texts that takes no more than it has room for."""

from __future__ import annotations


class Budget:
    """Room for so many characters."""

    def __init__(self, size: int) -> None:
        """It begins empty."""
        self._left = size
        self._texts: list[str] = []

    def add(self, text: str) -> bool:
        """Take a text in; False, and nothing is taken, if it is too long for what is left."""
        cost = len(text) + 2  # with a comma and a line end
        if cost > self._left:
            return False
        self._left -= cost
        self._texts.append(text)
        return True

    def as_list(self) -> str:
        """All that was taken, as a JSON list, each in a line of its own."""
        return "[" + ",\n".join(self._texts) + "]"
