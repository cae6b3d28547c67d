"""The context of a script: its exact JSON text, checked before anything runs.

Only the fields that MyWorkspace documents are checked, if they are there. All other fields are the customer's
own and stay as they are, in their order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runtime.model.errors import BadInput
from runtime.model.script import Place, excerpt
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.pairs import hides_secret

LARGEST = 10 << 20  # bytes
DEEPEST = 400  # levels
_SHOWN = 120  # characters of a correction that a message shows

# The documented fields and their types, by path. All of them may be missing.
DOCUMENTED: dict[str, tuple[type, str]] = {
    "ProvisionedUser": (dict, "an object"),
    "ProvisionedUser.MailAddress": (str, "a string"),
    "ProvisionedUser.FirstName": (str, "a string"),
    "ProvisionedUser.LastName": (str, "a string"),
    "CurrentUser": (dict, "an object"),
    "CurrentUser.MailAddress": (str, "a string"),
    "Application": (dict, "an object"),
    "Application.ApplicationSettings": (dict, "an object"),
    "Application.ApplicationSettings.Fields": (dict, "an object"),
    "Application.ApplicationSettings.Fields.ApplicationLicenses": (list, "a list"),
    "Application.ApplicationSettings.Fields.EnableAccountProvisioning": (bool, "true or false"),
}
_CONFIGURATION = "OAuth2ProtocolConfiguration"
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN|-?\d[\d.eE+-]*)', re.DOTALL)
_TYPES = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Context:
    """`text` is the exact JSON, without a byte order mark; `value` is the same, parsed."""

    name: str  # what messages call it: a file, or standard input
    text: str
    value: dict[str, Any]

    @classmethod
    def from_bytes(cls, where: str, data: bytes) -> Context:
        """The context in `data`; `where` is its name in messages. Raises BadInput."""
        if len(data) > LARGEST:
            size = f"{len(data) / (1 << 20):.0f} MB"
            raise BadInput(where, f"is too large for a context ({size})", "10 MB is the most.")
        text = decode_text(where, data)
        value = parse_json(where, text)
        if not isinstance(value, dict):
            raise BadInput(f"{where}: $", f"a context is an object, and this is {_type(value)}", _START)
        _check_documented(where, value)
        return cls(where, text, value)

    @classmethod
    def of_value(cls, where: str, value: Any) -> Context:
        """The context with this value.

        Raises BadInput, also for a value that JSON doesn't have, such as a date.
        """
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadInput(where, "holds what JSON doesn't have", "Put dates and times in quotes.") from error
        return cls.from_bytes(where, text.encode("utf-8", "surrogatepass"))


_START = "Start from a sample: mws contexts"


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
                    f"{where}: {step(path, key)}",
                    "stands there twice",
                    "Only one of the two would count: delete the other.",
                )
            unique[key] = _unique(where, item, step(path, key), depth + 1)
        return unique
    if isinstance(value, list):
        return [_unique(where, item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value)]
    return value


def step(path: str, key: str) -> str:
    """The JSON path of `key` in the object at `path`."""
    return f"{path}.{key}" if re.fullmatch(r"[A-Za-z_$][\w$]*", key) else f"{path}[{json.dumps(key)}]"


def path_of(value: Any, steps: Sequence[str | int]) -> str:
    """The JSON path of these steps from `$`; the last may be a field that is missing.

    Steps that are not in `value` are left out: pydantic also names the variants that it tried.
    """
    path, here = "$", value
    for number, name in enumerate(steps, start=1):
        if isinstance(here, dict) and isinstance(name, str) and (name in here or number == len(steps)):
            path, here = step(path, name), here.get(name)
        elif isinstance(here, list) and isinstance(name, int):
            path, here = f"{path}[{name}]", here[name] if name < len(here) else None
    return path


def _check_documented(where: str, value: dict[str, Any]) -> None:
    _check_configuration(where, value)
    for path, (kind, wanted) in DOCUMENTED.items():
        found = _field(value, path)
        if found is not _ABSENT and found is not None and not isinstance(found, kind):
            raise BadInput(f"{where}: $.{path}", f"must be {wanted}, and is {_type(found)}", _START)
    licences = _field(value, "Application.ApplicationSettings.Fields.ApplicationLicenses")
    for number, licence in enumerate(licences if isinstance(licences, list) else ()):
        if not isinstance(licence, str):
            place = f"{where}: $.Application.ApplicationSettings.Fields.ApplicationLicenses[{number}]"
            raise BadInput(
                place,
                f"must be a string, and is {_type(licence)}",
                "Licence keys are longer than JavaScript's numbers are exact: put it in quotes.",
            )


def _check_configuration(where: str, value: dict[str, Any]) -> None:
    found = value.get(_CONFIGURATION, "{}")
    place = f"{where}: $.{_CONFIGURATION}"
    if isinstance(found, dict):
        raise BadInput(
            place,
            "is an object; MyWorkspace gives it as a string that holds JSON",
            f"Write it as a string: {_quote(found)}",
        )
    if found is not None and not isinstance(found, str):
        raise BadInput(place, f"must be a string that holds JSON, and is {_type(found)}", _START)


def _quote(found: dict[str, Any]) -> str:
    """An object as the string that it must be, masked; or how to write one, if it can't be shown."""
    in_words = "with each quote escaped"
    try:
        fixed = json.dumps(json.dumps(Secrets.of_context(found).mask_json(found)))
    except TooManySecrets:
        return in_words
    return fixed if len(fixed) < _SHOWN else in_words


_ABSENT = object()


def _field(value: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return _ABSENT
        value = value[key]
    return value


def _type(value: Any) -> str:
    return _TYPES.get(type(value), "a number")
