"""Writes values as the lines of a recording: JSON objects."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any, get_args

from runtime.model import commands, events
from runtime.recording.model import End, Head
from runtime.session.transcript import Entry

FORMAT = "mws-recording"
VERSION = 2

KINDS: dict[str, dict[str, type[Any]]] = {
    "command": {kind.__name__: kind for kind in get_args(commands.Command)},
    "event": {kind.__name__: kind for kind in get_args(events.Event)},
}


def head_line(head: Head) -> dict[str, Any]:
    fields = dataclasses.asdict(head)
    plan = fields.pop("plan")
    if head.parent is None:
        del fields["parent"]
    if not head.note:
        del fields["note"]
    return {"format": FORMAT, "version": VERSION, **plan, "seed": list(plan["seed"]), **fields}


def entry_line(entry: Entry) -> dict[str, Any]:
    """The line for a command or an event."""
    kind = type(entry.what).__name__
    role = "command" if kind in KINDS["command"] else "event"
    return {"seq": entry.seq, "t": entry.t, role: kind, **_plain_fields(entry.what)}


def end_line(end: End) -> dict[str, Any]:
    fields = dataclasses.asdict(end)
    for name in ("in_turn", "unrecorded"):
        if not fields[name]:
            del fields[name]
    return {"end": fields}


def _plain_fields(value: Any) -> dict[str, Any]:
    """A dataclass's fields, without those with their default value, so that lines stay short."""
    shown = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if field.default is dataclasses.MISSING or content != field.default:
            shown[field.name] = _plain(content)
    return shown


def _plain(value: object) -> Any:
    if isinstance(value, bytes):
        return _body(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain_fields(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _body(data: bytes) -> dict[str, str]:
    """A body as text if it is UTF-8, so that people can read it, else as base64."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}
