"""How two JSON values differ, as a list of places: what a script did to its context."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from runtime.formats.json_path import append_key
from runtime.formats.json_text import TOO_DEEP, parse_inner


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: `how` is "added", "removed" or "changed"; `path` reads as JavaScript does."""

    path: str
    how: str
    before: Any = None
    after: Any = None


def differences(before: Any, after: Any, path: str = "context") -> list[Change]:
    """Every place at which `after` differs from `before`, in the order of `before`, what is new last.

    JSON inside a string (such as `OAuth2ProtocolConfiguration`) is compared as JSON.
    """
    return list(_compare(before, after, path))


def differences_of_texts(before: str, after: str, path: str = "context") -> list[Change]:
    """As `differences`, of two JSON texts; of what is nested too deeply only that it changed."""
    try:
        return differences(json.loads(before), json.loads(after), path)
    except (ValueError, RecursionError):
        return [Change(path, "changed", after=TOO_DEEP)]


def _compare(before: Any, after: Any, path: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _objects(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from in_turn(before, after, path, _compare)
    elif not alike(before, after):
        inner = parse_inner(before), parse_inner(after)
        if inner[0] is not None and inner[1] is not None and inner[0] != inner[1]:
            yield from _compare(*inner, f"JSON.parse({path})")
        else:
            yield Change(path, "changed", before, after)


def _objects(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[Change]:
    for key, value in before.items():
        place = append_key(path, key)
        if key in after:
            yield from _compare(value, after[key], place)
        else:
            yield Change(place, "removed", before=value)
    for key, value in after.items():
        if key not in before:
            place = append_key(path, key)
            yield Change(place, "added", after=value)


def in_turn(
    before: list[Any], after: list[Any], path: str, compared: Callable[[Any, Any, str], Iterator[Change]]
) -> Iterator[Change]:
    """Two lists place by place; `compared` tells of two values that stand at the same."""
    for index in range(max(len(before), len(after))):
        place = f"{path}[{index}]"
        if index >= len(after):
            yield Change(place, "removed", before=before[index])
        elif index >= len(before):
            yield Change(place, "added", after=after[index])
        else:
            yield from compared(before[index], after[index], place)


def alike(before: Any, after: Any) -> bool:
    """Equal as JSON has it: true is not 1, though Python says so."""
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, int | float) and isinstance(after, int | float):
        return _as_javascript(before) == _as_javascript(after)
    return bool(before == after)


def _as_javascript(number: float) -> float:
    """What JavaScript holds of a number: beyond 2^53 it loses digits, which is no change of the script's."""
    try:
        return float(number)
    except OverflowError:
        return float("inf")
