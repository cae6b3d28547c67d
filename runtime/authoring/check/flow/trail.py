"""What was written on a path, in its order: the next way repeats it, and need not walk there again."""

from __future__ import annotations

from typing import Any

WHOLE = object()  # in the place of a key: a field was set as a whole
Write = tuple[str, Any, Any]  # (table, key, value)
Trail = list[Write]


class Table(dict[Any, Any]):
    """A table of a path: what is put into it is noted."""

    __slots__ = ("name", "trail")

    name: str
    trail: Trail

    def __setitem__(self, key: Any, value: Any) -> None:
        """Put a value in, and note it."""
        self.trail.append((self.name, key, value))
        put(self, key, value)


put = dict.__setitem__  # into a table, without noting it


def table(name: str, trail: Trail, held: dict[Any, Any]) -> Table:
    """A table with all that another holds."""
    made = Table(held)
    made.name, made.trail = name, trail
    return made
