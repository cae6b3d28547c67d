"""Cuts a value down: what no run writes, but a file that somebody made may hold."""

from __future__ import annotations

import dataclasses
from typing import Any

from runtime.runs.report import At

_MOST = 100  # items of a list or an object
_LONGEST = 1000  # characters of a text


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
