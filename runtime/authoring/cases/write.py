"""A case.toml as text: short values in their lines, long JSON as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import tomlkit

from runtime.authoring.cases.derive import Json

_WIDEST = 100
_LITERAL = re.compile(r"[^\n -~\u0080-\U0010ffff]")  # what can't stand in a text as it is


def case_text(head: dict[str, Any], expect: dict[str, Any], notes: list[str]) -> str:
    """The whole file. `head` is what stands before [expect]; `notes` are comments, a line each."""
    lines = [f"# {''.join(sign if sign.isprintable() else '?' for sign in note)}" for note in notes]
    plain = {key: value for key, value in head.items() if not isinstance(value, dict)}
    lines += _pairs(plain)
    for name, table in head.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *_pairs(table)]
    lines += ["", "[expect]"]
    context, requests = expect.get("context"), expect.get("requests") or []
    lines += _pairs({key: value for key, value in expect.items() if key not in {"context", "requests"}})
    if context:
        lines += ["", *_context(context)]
    for one in requests:
        lines += ["", "[[expect.requests]]", *_pairs(one)]
    return "\n".join(lines) + "\n"


def _context(context: dict[str, Any]) -> Iterator[str]:
    short = {key: value for key, value in context.items() if key != "set"}
    if short:
        yield "[expect.context]"
        yield from _pairs(short)
    if "set" in context:
        yield from [""] * bool(short)
        yield "[expect.context.set]"
        yield from _pairs(context["set"])


def _pairs(table: dict[str, Any]) -> list[str]:
    return [f"{tomlkit.key(key).as_string()} = {_value(value)}" for key, value in table.items()]


def _value(value: Any) -> str:
    if isinstance(value, Json):
        return json_text(value.value)
    text = write_value(value)
    if isinstance(value, list) and len(text) > _WIDEST:
        return "[\n" + "".join(f"  {write_value(one)},\n" for one in value) + "]"
    return text


def write_value(value: Any) -> str:
    """A value of TOML's, on one line."""
    if isinstance(value, dict):
        pairs = (f"{tomlkit.key(key).as_string()} = {write_value(item)}" for key, item in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_value, value))}]"
    return str(tomlkit.item(value).as_string())


def json_text(value: Any, *, short: bool = False) -> str:
    """JSON in a string of TOML's, on lines of its own unless it is to be `short`."""
    text = json.dumps(value, ensure_ascii=False, indent=None if short else 2)
    if text.encode("utf-8", "replace").decode() != text:  # half a surrogate pair
        text = json.dumps(value, indent=None if short else 2)
    if "'''" in text or text.endswith("'") or _LITERAL.search(text):
        return str(tomlkit.string(text).as_string())
    if "\n" in text:
        return f"'''\n{text}\n'''"
    return f"'''{text}'''" if "'" in text else f"'{text}'"
