"""TOML from anybody: parsed within bounds, and on which line each of its keys stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from runtime.formats.json_path import Keys
from runtime.model.errors import BadInput

_DEEPEST = 20  # tables and lists in each other; no file of ours needs more than five
_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
# tomllib looks at a dotted key once for each of its parts: 100,000 of them would take it hours. No key begins
# behind a backslash: it would be looked for at each escaped quote of a text, to the end of that every time.
_ENDLESS = re.compile(rf"(?<![\w\\-])(?:{_KEY}[ \t]*\.[ \t]*){{{_DEEPEST}}}")
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
# Characters that may be parsed to find lines, beside the text's own: a value of many lines is tried at each.
_BUDGET = 1 << 20


def parse_toml(name: str, text: str, way_out: str) -> dict[str, Any]:
    """The tables in a text; `name` is its file's. Raises BadInput, with the place if it is known."""
    import tomllib

    endless = _ENDLESS.search(text)
    if endless is not None:
        line = text.count("\n", 0, endless.start()) + 1
        raise BadInput(f"{name}:{line}", f"a key has more than {_DEEPEST} parts", way_out)
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise _too_deep(name, way_out) from None
    except ValueError as error:  # also a number of so many digits that Python refuses it
        place = _PLACE.search(str(error))
        where = f"{name}:{place[1]}:{place[2]}" if place else name
        problem = (
            _PLACE.sub("", str(error))
            if isinstance(error, tomllib.TOMLDecodeError)
            else "a number is too long"
        )
        raise BadInput(where, f"not TOML: {problem}", way_out) from None
    if _is_deep(found):
        raise _too_deep(name, way_out)
    return found


def _too_deep(name: str, way_out: str) -> BadInput:
    return BadInput(name, f"has tables or lists in each other, more than {_DEEPEST} deep", way_out)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = [inner for one in level for inner in _inner(one)]
    return bool(level)


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


@dataclass(slots=True)
class TomlLines:
    """On which line of a text each key stands, counted from 1. `parse_toml` has taken the text.

    A key in a table on one line stands where that begins; an entry of a list, where the list does.
    """

    text: str
    _found: dict[Keys, int] = field(default_factory=dict)
    _heads: dict[Keys, int] = field(default_factory=dict)  # how many [[tables]] of a name there were

    def __post_init__(self) -> None:
        here: Keys = ()
        for number, statement, value in _statements(self.text):
            if statement.startswith("["):
                here = self._head(value, number)
                self._found.setdefault(here, number)
            else:
                self._note(here, value, number)

    def of(self, keys: Keys) -> int | None:
        """The line of a key, or of the nearest table around it; None if it stands nowhere."""
        return self.nearest(keys)[1]

    def nearest(self, keys: Keys) -> tuple[int, int | None]:
        """How many of the keys stand in the text, from the outside in, and the line of the last of them."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self._found:
                return end, self._found[keys[:end]]
        return 0, None

    def _head(self, value: Any, number: int) -> Keys:
        """Where `[a.b]` or `[[a.b]]` leads: into the last of the tables that a list has until now."""
        keys: Keys = ()
        while value:
            ((name, value),) = value.items()
            keys += (name,)
            if isinstance(value, list):
                self._heads[keys] = self._heads.get(keys, 0) + 1
                self._found.setdefault(keys, number)
                value = None
            if keys in self._heads:
                keys += (self._heads[keys] - 1,)
        return keys

    def _note(self, here: Keys, value: Any, number: int) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            self._found.setdefault((*here, key), number)
            if isinstance(inner, dict | list):
                self._note((*here, key), inner, number)


def _statements(text: str) -> Iterator[tuple[int, str, Any]]:
    """Each head of a table and each `key = value`: its first line, its text, and what is in it."""
    import tomllib

    budget, begun, lines = _BUDGET + len(text), 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        if not lines and line.lstrip()[:1] in {"", "#", "\r"}:
            continue
        begun = begun if lines else number
        lines.append(line)
        statement = "\n".join(lines).strip()
        budget -= len(statement)
        if budget < 0:
            return
        try:
            value = tomllib.loads(statement)
        except ValueError:
            continue  # it goes on in the next line
        yield begun, statement, value
        lines = []
