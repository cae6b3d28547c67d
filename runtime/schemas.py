"""JSON Schemas of what programs read and write, made from the values that they describe."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter

from runtime.commands import Command
from runtime.comparison import Comparison
from runtime.events import Event
from runtime.recording import FORMAT, VERSION, End, Head
from runtime.replay.told import Replays
from runtime.report import Report
from runtime.runs.listing import Pruned, RunList
from runtime.runs.shown import Shown

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BODY = {
    "description": "A body: as text where it is UTF-8, as base64 otherwise.",
    "type": "object",
    "properties": {"text": {"type": "string"}, "base64": {"type": "string"}},
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
}  # fmt: skip


_REFUSAL = {
    "description": "Bad input: nothing was run, and the exit code is 2.",
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("where", "problem", "way_out")},
            "required": ["where", "problem", "way_out"],
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


def report_schema() -> dict[str, Any]:
    """What `mws run --json` prints: a report, or why nothing was run."""
    return _said(Report, "mws report")


def replay_schema() -> dict[str, Any]:
    """What `mws replay --json` and `mws fork --json` print, or why nothing was run."""
    return _said(Replays, "mws replays")


def show_schema() -> dict[str, Any]:
    """What `mws show --json` prints: a recorded run, or why it can't be shown."""
    return _said(Shown, "an mws recording, shown")


def diff_schema() -> dict[str, Any]:
    """What `mws diff --json` prints: a comparison, or why there is none."""
    return _said(Comparison, "two mws recordings, compared")


def runs_schema() -> dict[str, Any]:
    """What `mws runs --json` prints."""
    return _said(RunList, "mws runs")


def prune_schema() -> dict[str, Any]:
    """What `mws prune --json` prints."""
    return _said(Pruned, "mws prune")


def _said(kind: type[Any], title: str) -> dict[str, Any]:
    """What a command prints for machines: this, or a refusal."""
    shape = TypeAdapter(kind).json_schema()
    definitions = {**shape.pop("$defs", {}), kind.__name__: shape, "Refusal": _REFUSAL}
    either = [{"$ref": f"#/$defs/{kind.__name__}"}, {"$ref": "#/$defs/Refusal"}]
    return {"$schema": _DIALECT, "title": title, "anyOf": either, "$defs": definitions}


def recording_schema() -> dict[str, Any]:
    """One line of a recording: its head, a command, an event, or its end."""
    definitions: dict[str, Any] = {"Body": _BODY}
    lines = [_head(definitions)]
    lines += [_entry("command", kind, definitions) for kind in get_args(Command)]
    lines += [_entry("event", kind, definitions) for kind in get_args(Event)]
    end = _of(End, definitions)
    lines.append({"type": "object", "properties": {"end": end}, "required": ["end"]})
    return {
        "$schema": _DIALECT,
        "title": "a line of an mws recording",
        "anyOf": lines,
        "$defs": definitions,
    }


def _head(definitions: dict[str, Any]) -> dict[str, Any]:
    made = _of(Head, definitions)
    made["properties"] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        **made["properties"],
    }
    made["required"] = ["format", "version", *made.get("required", [])]
    return made


def _entry(role: str, kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    made = _of(kind, definitions)
    common = {"seq": {"type": "integer"}, "t": {"type": "number"}, role: {"const": kind.__name__}}
    made["properties"] = {**common, **made.get("properties", {})}
    made["required"] = [*common, *made.get("required", [])]
    return made


def _of(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    made = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
    shared = made.pop("$defs", {})
    definitions.update({name: _with_bodies(one) for name, one in shared.items()})
    plain: dict[str, Any] = _with_bodies(made)
    return plain


def _with_bodies(part: Any) -> Any:
    """The same schema with each field of bytes as a recording writes it."""
    if isinstance(part, list):
        return [_with_bodies(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "binary":
        return {"$ref": "#/$defs/Body"}
    return {key: _with_bodies(value) for key, value in part.items()}
