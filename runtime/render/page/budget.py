"""What keeps a page from growing without end: a list with room for so much, and values that are cut down."""

from __future__ import annotations

import dataclasses
from typing import Any

from runtime.runs.report import At

_MOST = 100  # items of a list or an object
_LONGEST = 1000  # characters of a text


class Budget:
    """A list of JSON texts with room for so many characters."""

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


def trim(value: Any) -> Any:
    """The same with only the first of many items, and of each long text the beginning."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    if isinstance(value, At):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: trim(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {trim(name): trim(one) for name, one in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple):
        return [trim(one) for one in value[:_MOST]]
    return value
