"""The context of a script: its exact JSON text, checked before anything runs.

Only the fields that MyWorkspace documents are checked, if they are there. All other fields are the customer's
own and stay as they are, in their order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from runtime.formats.json_text import decode_text, parse_json
from runtime.model.errors import BadInput
from runtime.secrets import Secrets, TooManySecrets

LARGEST = 10 << 20  # bytes
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
