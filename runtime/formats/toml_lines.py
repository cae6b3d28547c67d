"""On which line of a TOML text a key stands: looked for, not parsed."""

from __future__ import annotations

import re
from collections.abc import Sequence

Keys = tuple[str | int, ...]
_HEAD = re.compile(r"\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def lines_of(text: str) -> dict[Keys, int]:
    """The line of each table and key, by its keys; tables of a list have their number among them."""
    found: dict[Keys, int] = {}
    heads: dict[Keys, int] = {}
    here: Keys = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if head := _HEAD.match(line):
            here = _table(heads, _parts(head[2]), listed=head[1] == "[[")
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, *_parts(key[1])), number)
    return found


def nearest_line(lines: dict[Keys, int], keys: Sequence[str | int]) -> tuple[int, int]:
    """How many of the keys are found, and the line of the last of them; 0 and 1 if none is."""
    for length in range(len(keys), 0, -1):
        if tuple(keys[:length]) in lines:
            return length, lines[tuple(keys[:length])]
    return 0, 1


def _table(heads: dict[Keys, int], parts: list[str], *, listed: bool) -> Keys:
    """The keys of a table; of one in a list, the last one of the name so far, or the next.

    `heads` has how many tables of a list there were until now, by its name.
    """
    here: Keys = ()
    for place, part in enumerate(parts, start=1):
        here = (*here, part)
        if place == len(parts) and listed:
            heads[here] = heads.get(here, 0) + 1
        if here in heads:
            here = (*here, heads[here] - 1)
    return here


def _parts(text: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(text)]
