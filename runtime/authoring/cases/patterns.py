"""Texts in which `*` stands for any text, and JSON of which only a part is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from runtime.formats.json_diff import Change, alike, differences, in_turn
from runtime.formats.json_path import append_key
from runtime.formats.json_text import parse_json, try_parse


def fits(pattern: str, text: str, *, exact: bool = False) -> bool:
    """Whether a text is as the pattern says; `exact` means to the character. In linear time."""
    if exact or "*" not in pattern:
        return pattern == text
    first, *middle, last = pattern.split("*")
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def find_unmet(expected: Any, got: Any, *, exact: bool = False, path: str = "$") -> tuple[Change, ...]:
    """The places at which JSON has not what is expected: `before` is what was, `after` what stands there.

    Of an object only the expected keys matter, of a list every item; `exact` leaves nothing out.
    """
    try:
        return tuple(differences(expected, got, path) if exact else _find_unmet(expected, got, path))
    except RecursionError:
        return (Change(path, "changed", before="(nested too deeply to show)"),)


def _find_unmet(expected: Any, got: Any, path: str) -> Iterator[Change]:
    if isinstance(expected, dict | list) and isinstance(got, str):
        got, path = try_parse(got, got), f"JSON.parse({path})"
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            if key in got:
                yield from _find_unmet(value, got[key], append_key(path, key))
            else:
                yield Change(append_key(path, key), "removed", before=value)
    elif isinstance(expected, list) and isinstance(got, list):
        yield from in_turn(expected, got, path, _find_unmet)
    elif not alike(expected, got):
        yield Change(path, "changed", expected, got)


def json_of(where: str, value: Any) -> Any:
    """Expected JSON: a value of TOML's, or JSON text in a string. Raises BadInput."""
    return parse_json(where, value) if isinstance(value, str) else value
