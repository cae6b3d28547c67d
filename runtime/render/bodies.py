"""Bodies and contexts so that a person can read them: JSON indented, text as it is, and not without end."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from runtime.render.text import size

Number = TypeVar("Number", int, float)
MOST = 1 << 20  # characters


def body_lines(data: bytes) -> list[str]:
    """A body in lines. What is no text is told by its size."""
    try:
        return text_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return [f"({size(len(data))} that are not text)"]


def text_lines(text: str) -> list[str]:
    """A text in lines, none of an empty one. JSON is indented only where that loses nothing of it."""
    if not text:
        return []
    readable = text if len(text) > MOST else _indent(text)
    lines = readable[:MOST].split("\n")
    if len(readable) > MOST:
        lines.append(
            f"(cut off here: there are {len(readable) - MOST:,} characters more, all in the recording)"
        )
    return lines


def _indent(text: str) -> str:
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_refuse
        )
        return _write(value)
    except (ValueError, RecursionError):
        return text


def _write(value: Any) -> str:
    """Indented JSON; of something deep and wide no more than can be shown, as its blanks alone are many."""
    pieces, length = [], 0
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > MOST:
            raise ValueError
    return "".join(pieces)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # a key stands there twice: a dictionary would drop one
        raise ValueError
    return found


def _float(text: str) -> float:
    return _as_written(float(text), text)


def _int(text: str) -> int:
    return _as_written(int(text), text)


def _as_written(number: Number, text: str) -> Number:
    """The number, if it would be written as it stands there."""
    if str(number) != text:
        raise ValueError
    return number


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
