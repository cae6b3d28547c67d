"""JSON text from anybody: parsed strictly, with the place of what is wrong; and JSON inside a string."""

from __future__ import annotations

import json
import re
from typing import Any

from runtime.formats.json_path import append_key
from runtime.model.errors import BadInput
from runtime.model.script import Place, excerpt
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.pairs import hides_secret

DEEPEST = 400  # levels
TOO_DEEP = "(nested too deeply to show)"

_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN|-?\d[\d.eE+-]*)', re.DOTALL)


def decode_text(where: str, data: bytes) -> str:
    """A file's text. Raises BadInput if it is empty or not UTF-8; a byte order mark is dropped."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8-sig", "replace")) + 1
        problem = f"is not UTF-8: the byte 0x{data[error.start]:02x} can't stand there"
        raise BadInput(f"{where}:{line}:{column}", problem, "Save the file as UTF-8.") from error
    if not text.strip():
        raise BadInput(where, "is empty")
    return text


def parse_json(where: str, text: str) -> Any:
    """The JSON in `text`. Raises BadInput if it is not JSON, or JSON that programs read differently."""
    try:
        value = json.loads(
            text, object_pairs_hook=_Pairs, parse_constant=refuse_constant, parse_float=parse_finite
        )
    except _NotJson as error:
        place = _constant_place(text)
        problem = f"{error} is not JSON"
        way_out = "JSON knows only finite numbers; write null, or leave the field out."
        raise BadInput(_at(where, place), problem, way_out, _show(text, place)) from error
    except json.JSONDecodeError as error:
        place = Place(error.lineno, error.colno)
        problem = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise BadInput(_at(where, place), problem, "", _show(text, place)) from error
    except (RecursionError, ValueError) as error:
        raise BadInput(where, "is not JSON that can be used: it is nested too deeply", "") from error
    return _unique(where, value, "$", 0)


def _at(where: str, place: Place) -> str:
    return f"{where}:{place.line}:{place.column}"


def _show(text: str, place: Place) -> str:
    """The line without secrets; since it isn't JSON, they can only be guessed.

    '' if there are too many, or if it is not clear what they are.
    """
    secrets = Secrets()
    try:
        secrets.learn_text(text)
        secrets.learn_source(text)
    except TooManySecrets:
        return ""
    return "" if hides_secret(text) else secrets.mask_source(excerpt(text, place))


class _Pairs(list[tuple[str, Any]]):
    """An object's pairs in the order of the text, with repeated keys."""


class _NotJson(ValueError):
    """NaN or Infinity, which Python's reader accepts and JSON doesn't have."""


def refuse_constant(name: str) -> Any:
    """For `parse_constant` of a JSON reader: raises ValueError for NaN and Infinity."""
    raise _NotJson(name)


def parse_finite(digits: str) -> float:
    """For `parse_float` of a JSON reader: the number. Raises ValueError if it is too large for a float."""
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise _NotJson(digits)
    return number


def _constant_place(text: str) -> Place:
    for match in _CONSTANT.finditer(text):
        if match[1] and (match[1][-1] in "yN" or float(match[1]) in {float("inf"), float("-inf")}):
            line = text.count("\n", 0, match.start(1)) + 1
            return Place(line, match.start(1) - text.rfind("\n", 0, match.start(1)))
    return Place(1, 1)


def _unique(where: str, value: Any, path: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise BadInput(f"{where}: {path[:80]}…", f"is nested more than {DEEPEST} levels deep")
    if isinstance(value, _Pairs):
        unique: dict[str, Any] = {}
        for key, item in value:
            if key in unique:
                raise BadInput(
                    f"{where}: {append_key(path, key)}",
                    "stands there twice",
                    "Only one of the two would count: delete the other.",
                )
            unique[key] = _unique(where, item, append_key(path, key), depth + 1)
        return unique
    if isinstance(value, list):
        return [_unique(where, item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value)]
    return value


def try_parse(text: str | bytes, default: Any = None) -> Any:
    """The value of a JSON text, read as Python reads it; `default` for what is none, or nested too deeply."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return default


def parse_to_show(text: str | bytes, default: Any = None) -> Any:
    """As `try_parse`, and a sentence in the place of what is nested too deeply."""
    try:
        return json.loads(text)
    except RecursionError:
        return TOO_DEEP
    except ValueError:
        return default


def parse_inner(value: Any) -> dict[str, Any] | list[Any] | None:
    """The object or list that a string holds as JSON, as `OAuth2ProtocolConfiguration` does; else None."""
    if not isinstance(value, str) or value.lstrip()[:1] not in {"{", "["}:
        return None
    inner = try_parse(value)
    return inner if isinstance(inner, dict | list) else None
