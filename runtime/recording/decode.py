"""Reads the JSON of a line as values: the reverse of `encode`, for lines from anybody.

Each function raises ValueError, TypeError or KeyError for a line that no run writes: a number as text, a
number out of range, a script that could not run.
"""

from __future__ import annotations

import base64
import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from runtime.formats.json_text import parse_json
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import LONGEST, MOST_LINES, Script
from runtime.recording.encode import FORMAT, KINDS, VERSION
from runtime.recording.model import End, Head
from runtime.session.transcript import Entry

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

LATEST = 1e12  # milliseconds
LARGEST = 1 << 53  # of whole numbers: programs read larger ones in JSON differently
LIMITS_TO = Limits(
    deadline=1e7,
    after_done=1e7,
    cpu=1e7,
    memory=1 << 40,
    requests=10**9,
    response=1 << 40,
    recording=1 << 40,
    message=1 << 40,
    commands=10**9,
)


def version(raw: dict[str, Any]) -> int:
    """The version in a first line; its two fields are removed."""
    if raw.pop("format", None) != FORMAT:
        message = f'the first line does not say "format": "{FORMAT}"'
        raise ValueError(message)
    found = raw.pop("version", None)
    if type(found) is not int or not 1 <= found <= VERSION:
        known = f"known: 1 to {VERSION}"
        message = f"version {str(found)[:20]} is not known here ({known}): a newer mws may read it"
        raise ValueError(message)
    return found


def head(raw: dict[str, Any]) -> Head:
    """The head in a first line, checked so that a run can begin with it."""
    if "kind" in raw and raw["kind"] not in list(Kind):
        message = f"kind is none of {', '.join(Kind)}"
        raise ValueError(message)
    _check_complete(raw.get("script"))
    plan: Plan = _read(Plan, raw)
    for name in Limits.__slots__:
        if not 0 <= getattr(plan.limits, name) <= getattr(LIMITS_TO, name):
            message = f"limits.{name} is negative, or larger than any can be"
            raise ValueError(message)
    if not 0 <= plan.started < LARGEST or any(not 0 <= part < 1 << 32 for part in plan.seed):
        message = "started or seed is beyond its range"
        raise ValueError(message)
    _check_script(plan.script)
    _check_context(plan.context)
    head: Head = _read(Head, {**raw, "plan": plan})
    return head


def entry(raw: dict[str, Any]) -> Entry:
    """The command or event in a line, with its number and time."""
    role = "command" if "command" in raw else "event"
    kind = KINDS[role][raw.pop(role)]
    seq, t = raw.pop("seq"), raw.pop("t")
    if type(seq) is not int or type(t) not in {int, float} or not (math.isfinite(t) and 0 <= t < LATEST):
        message = "seq is no number, or t none of milliseconds"
        raise TypeError(message)
    if seq >= LARGEST:
        message = "seq is beyond its range"
        raise ValueError(message)
    return Entry(seq, float(t), _read(kind, _with_bytes(raw)))


def end(raw: Any) -> End:
    """The end in a last line."""
    found: End = _read(End, raw)
    if not 0 <= (found.t or 0.0) < LATEST or found.unrecorded < 0:
        message = "t or unrecorded is beyond its range"
        raise ValueError(message)
    return found


def _check_complete(script: Any) -> None:
    """Check that a script has its name and checksum, which are optional elsewhere."""
    absent = [field.name for field in fields(Script) if isinstance(script, dict) and field.name not in script]
    if absent:
        message = f"script.{absent[0]} is missing"
        raise ValueError(message)


def _check_script(script: Script) -> None:
    """Check a script as a script's file is checked: a recording must not allow more than a file."""
    if len(script.text.encode("utf-8", "surrogatepass")) > LONGEST or script.text.count("\n") >= MOST_LINES:
        message = f"the script is longer than one can be ({LONGEST >> 20} MB, {MOST_LINES} lines)"
        raise ValueError(message)
    if "\0" in script.text:
        message = "there is a NUL in the script"
        raise ValueError(message)


def _check_context(text: str) -> None:
    """Check that a text is a JSON object. Raises BadInput if it is not JSON."""
    if not isinstance(parse_json("context", text), dict):
        message = "the context is no JSON object"
        raise TypeError(message)


def _with_bytes(raw: dict[str, Any]) -> dict[str, Any]:
    """The line's fields with its bodies as bytes again."""
    for name in ("body", "decoded"):
        if raw.get(name) is not None:
            raw[name] = _body(raw[name])
    if isinstance(raw.get("request"), dict):
        raw["request"] = _with_bytes(raw["request"])
    return raw


def _body(raw: Any) -> bytes:
    match raw:
        case {"text": str(text), **others} if not others:
            return text.encode()
        case {"base64": str(text), **others} if not others:
            return base64.b64decode(text, validate=True)
    message = 'a body is {"text": "..."} or {"base64": "..."}'
    raise TypeError(message)


_validators: dict[type[Any], SchemaValidator] = {}


def _read(kind: type[Any], raw: Any) -> Any:
    """A value of this type. Unknown fields are ignored: a later mws may have added them."""
    # Not at the top: a run only writes, and pydantic is slow to load.
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    if kind not in _validators:
        _validators[kind] = SchemaValidator(_exactly(TypeAdapter(kind).core_schema))
    return _validators[kind].validate_python(raw)


_EXACTLY: dict[str, dict[str, object]] = {
    "int": {"strict": True, "gt": -LARGEST, "lt": LARGEST},
    "float": {"strict": True, "allow_inf_nan": False},
    "bool": {"strict": True},
    "str": {"strict": True},
    "bytes": {"strict": True},
}


def _exactly(schema: Any) -> Any:
    """A strict schema, without text for numbers; pydantic's own strict mode would refuse a list for a
    tuple.
    """
    if isinstance(schema, list | tuple):
        return type(schema)(map(_exactly, schema))
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    tighter = _EXACTLY.get(kind, {}) if isinstance(kind, str) else {}
    return {key: _exactly(value) for key, value in schema.items()} | tighter
