"""JSON Schemas of what programs read and write, made from the values that they describe."""

from __future__ import annotations

from dataclasses import field, fields, make_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from runtime.authoring.cases.schema import CaseFile, CaseTable
from runtime.authoring.cases.summary import TestRun
from runtime.authoring.check.report import CheckReport
from runtime.authoring.coverage.model import CoverageFacts
from runtime.authoring.project.configuration import Configuration
from runtime.authoring.project.scaffold import Scaffold
from runtime.authoring.project.schema import project_schema
from runtime.cage.doctor import Diagnosis
from runtime.model.commands import Command
from runtime.model.events import Event
from runtime.model.kind import Kind
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.recording import FORMAT, VERSION, End, Head
from runtime.recording.compare import RunComparison
from runtime.recording.field_docs import FIELDS, LINE
from runtime.runs.replay.pseudonymise import PseudonymiseResult
from runtime.runs.replay.replay_result import Replays
from runtime.runs.report import Report
from runtime.runs.store.details import RunDetails
from runtime.runs.store.run_list import PruneResult, RunList

__all__ = ["project_schema"]  # from where it is made; all others are made here

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BODY = {
    "description": "A body: as text where it is UTF-8, as base64 otherwise.",
    "type": "object",
    "properties": {"text": {"type": "string"}, "base64": {"type": "string"}},
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
}

# What the first version has not.
_SINCE_SECOND = {"Head": ("parent", "note"), "End": ("t", "in_turn", "unrecorded")}
_COMMON: dict[str, dict[str, Any]] = {
    "seq": {"type": "integer", "minimum": 1, "description": LINE["seq"]},
    "t": {"type": "number", "minimum": 0, "description": LINE["t"]},
    "chain": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": LINE["chain"]},
}
_RANGES: dict[str, dict[str, Any]] = {
    "kind": {"enum": [str(kind) for kind in Kind]},
    "started": {"minimum": 0},
}

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
    return _output_schema(Report, "mws report")


def replay_schema() -> dict[str, Any]:
    """What `mws replay --json` and `mws fork --json` print, or why nothing was run."""
    return _output_schema(Replays, "mws replays")


def show_schema() -> dict[str, Any]:
    """What `mws show --json` prints: a recorded run, or why it can't be shown."""
    return _output_schema(RunDetails, "an mws recording, shown")


def diff_schema() -> dict[str, Any]:
    """What `mws diff --json` prints: a comparison, or why there is none."""
    return _output_schema(RunComparison, "two mws recordings, compared")


def runs_schema() -> dict[str, Any]:
    """What `mws runs --json` prints."""
    return _output_schema(RunList, "mws runs")


def prune_schema() -> dict[str, Any]:
    """What `mws prune --json` prints."""
    return _output_schema(PruneResult, "mws prune")


def pseudonymise_schema() -> dict[str, Any]:
    """What `mws pseudonymise --json` prints."""
    return _output_schema(PseudonymiseResult, "mws pseudonymise")


def coverage_schema() -> dict[str, Any]:
    """Coverage for machines: what scripts' runs reached, or why nothing was run."""
    return _output_schema(CoverageFacts, "mws coverage")


def doctor_schema() -> dict[str, Any]:
    """What `mws doctor --json` prints: the same as for people, and whether nothing is missing."""
    schema = _output_schema(Diagnosis, "mws doctor")
    diagnosis = schema["$defs"]["Diagnosis"]
    diagnosis["properties"]["sound"] = {"type": "boolean"}
    diagnosis["required"].append("sound")
    return schema


def check_schema() -> dict[str, Any]:
    """What `mws check --json` prints: all findings, or why nothing was checked."""
    return _output_schema(CheckReport, "mws check")


def test_schema() -> dict[str, Any]:
    """What `mws test --json` prints."""
    return _output_schema(TestRun, "mws tests")


def case_schema() -> dict[str, Any]:
    """What a case.toml says."""
    schema = CaseFile.model_json_schema()
    one = CaseTable.model_json_schema(ref_template="#/$defs/{model}")
    schema["properties"]["context"] = one["properties"]["context"]
    schema["properties"]["case"]["items"] = {"type": "object", "properties": one["properties"]}
    return {"$schema": _DIALECT, **schema, "title": "a case.toml of mws", "$defs": one["$defs"]}


def config_schema() -> dict[str, Any]:
    """What `mws config --json` prints, or why there is nothing to tell."""
    return _output_schema(Configuration, "mws config")


def init_schema() -> dict[str, Any]:
    """What `mws init --json` prints, or why nothing was laid out."""
    return _output_schema(Scaffold, "mws init")


def _output_schema(kind: type[Any], title: str) -> dict[str, Any]:
    """What a command prints for machines: this, or a refusal."""
    shape = TypeAdapter(kind).json_schema()
    definitions = {**shape.pop("$defs", {}), kind.__name__: shape, "Refusal": _REFUSAL}
    either = [{"$ref": f"#/$defs/{kind.__name__}"}, {"$ref": "#/$defs/Refusal"}]
    return {"$schema": _DIALECT, "title": title, "anyOf": either, "$defs": definitions}


def recording_schema(version: int = VERSION) -> dict[str, Any]:
    """One line of a recording: its head, a command, an event, or its end.

    Further fields are allowed everywhere: a later mws may add some, and its readers leave them out.
    """
    definitions: dict[str, Any] = {"Body": _BODY}
    lines = [_head(version, definitions)]
    definitions["Script"]["required"] = [one.name for one in fields(Script)]
    lines += [_entry("command", kind, definitions) for kind in get_args(Command)]
    lines += [_entry("event", kind, definitions) for kind in get_args(Event)]
    lines.append(_end(version, definitions))
    return {
        "$schema": _DIALECT,
        "$id": f"urn:mws:recording:{version}",
        "title": f"a line of an mws recording, version {version}",
        "description": "Each line of the file is one JSON object of this shape: see docs/recording.md.",
        "anyOf": [_with_seal(line) for line in lines] if version > 1 else lines,
        "$defs": definitions,
    }


def _head(version: int, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _of(head_line_type(), definitions)
    properties = {name: {**shape, **_RANGES.get(name, {})} for name, shape in schema["properties"].items()}
    schema["properties"] = {
        "format": {"const": FORMAT},
        "version": {"const": version},
        **_in_version(version, "Head", properties),
    }
    schema["required"] = ["format", "version", *schema["required"]]
    return schema


def head_line_type() -> type[Any]:
    """The head as its line has it: what the run began with stands beside the rest."""
    hints = {**get_type_hints(Plan), **get_type_hints(Head), "kind": str}
    members = (one for one in (*fields(Plan), *fields(Head)) if one.name != "plan")
    line = make_dataclass(
        "Head", [(one.name, hints[one.name], field(default=one.default)) for one in members]
    )
    line.__doc__ = "A run's inputs: with these and the events, the same run happens again."
    return line


def _end(version: int, definitions: dict[str, Any]) -> dict[str, Any]:
    end = _of(End, definitions)
    end["properties"] = _in_version(version, "End", end["properties"])
    if version > 1:
        end["required"] = [*end["required"], "t"]
    return {"title": "The last line", "type": "object", "properties": {"end": end}, "required": ["end"]}


def _in_version(version: int, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    absent = _SINCE_SECOND[kind] if version == 1 else ()
    return {name: shape for name, shape in properties.items() if name not in absent}


def _entry(role: str, kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _of(kind, definitions)
    common = {"seq": _COMMON["seq"], "t": _COMMON["t"], role: {"const": kind.__name__}}
    schema["properties"] = {**common, **schema.get("properties", {})}
    schema["required"] = [*common, *schema.get("required", [])]
    return schema


def _with_seal(line: dict[str, Any]) -> dict[str, Any]:
    properties = {**line["properties"], "chain": _COMMON["chain"]}
    return {**line, "properties": properties, "required": [*line["required"], "chain"]}


def _of(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
    shared = schema.pop("$defs", {})
    definitions.update({name: _describe(_with_bodies(one)) for name, one in shared.items()})
    return _describe(_with_bodies(schema))


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, each field with a sentence instead of its name once more."""
    text = FIELDS.get(schema.get("title", ""))
    if text is not None and "properties" in schema:
        schema["properties"] = {
            name: {
                **{key: value for key, value in shape.items() if key != "title"},
                "description": text[name],
            }
            for name, shape in schema["properties"].items()
        }
    return schema


def _with_bodies(part: Any) -> Any:
    """The same schema with each field of bytes as a recording writes it."""
    if isinstance(part, list):
        return [_with_bodies(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "binary":
        return {"$ref": "#/$defs/Body"}
    return {key: _with_bodies(value) for key, value in part.items()}
