"""What was written on a path, in order: the next way repeats it instead of walking there again."""

from __future__ import annotations

from typing import Any

WHOLE = object()  # in the place of a key: the whole field of the path was set
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


def make_table(name: str, trail: Trail, entries: dict[Any, Any]) -> Table:
    """A table with the entries of another, which notes what is put into it from now on."""
    table = Table(entries)
    table.name, table.trail = name, trail
    return table
