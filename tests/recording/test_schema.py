"""The published schema is what is written, in each version, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runtime.model.errors import BadInput
from runtime.recording import VERSION, read
from runtime.render.schemas import recording_schema
from tests.paths import RECORDINGS

FILES = sorted(RECORDINGS.glob("v*/*.jsonl"))


def close_schema(schema: Any) -> Any:
    """The same schema, which lets no further field pass: a writer adds none."""
    if isinstance(schema, list):
        return [close_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: close_schema(value) for key, value in schema.items()}
    return {**made, "additionalProperties": False} if "properties" in made else made


OPEN = {number: Draft202012Validator(recording_schema(number)) for number in range(1, VERSION + 1)}
CLOSED = {number: Draft202012Validator(close_schema(recording_schema(number))) for number in OPEN}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_each_line_of_each_recording_keeps_to_the_schema_of_its_version(path: Path) -> None:
    """And has no field that isn't in it."""
    version = int(path.parent.name[1:])
    for line in lines(path):
        assert CLOSED[version].is_valid(line), line


@pytest.mark.parametrize("number", OPEN)
def test_a_schema_is_one_and_tells_each_field(number: int) -> None:
    schema = recording_schema(number)
    Draft202012Validator.check_schema(schema)
    for shape in (*schema["anyOf"], *schema["$defs"].values()):
        for name, field in shape.get("properties", {}).items():
            assert {"const", "description"} & field.keys() or name in {"text", "base64"}, name


def test_the_second_version_wants_a_seal_and_the_first_has_none() -> None:
    """So has its end the time."""
    head, *_, end = lines(RECORDINGS / "v2" / "done.jsonl")
    bare = {key: value for key, value in head.items() if key != "chain"}
    assert not OPEN[2].is_valid(bare)
    assert not OPEN[2].is_valid({**head, "chain": "x"})
    assert not OPEN[1].is_valid(head)
    assert OPEN[1].is_valid({**bare, "version": 1})
    del end["end"]["t"]
    assert not OPEN[2].is_valid(end)


def test_the_first_version_knows_neither_parent_nor_note() -> None:
    """They came with the second."""
    head, *_ = lines(RECORDINGS / "v1" / "done.jsonl")
    assert CLOSED[1].is_valid(head)
    for name in ("parent", "note"):
        assert not CLOSED[1].is_valid({**head, name: None if name == "parent" else ""})


def test_fields_of_a_later_version_pass() -> None:
    """They are added, and whoever doesn't know them leaves them out."""
    head, begun, *_ = lines(RECORDINGS / "v2" / "done.jsonl")
    assert OPEN[2].is_valid({**head, "new": 1})
    assert OPEN[2].is_valid({**begun, "new": 1})


OTHERS: tuple[Any, ...] = ([], 1.5, "x", True, None, {"x": 1})


def vary_types(line: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """A line in all ways in which one of its values, or of those within, is of another type."""
    inner = line
    for name in path:
        inner = inner[name]
    for name, value in inner.items():
        if isinstance(value, dict) and name not in {"versions", "extra"}:
            yield from vary_types(line, (*path, name))
        for other in OTHERS:
            if type(other) is type(value):
                continue
            changed = deepcopy(line)
            place = changed
            for step in path:
                place = place[step]
            place[name] = other
            yield ".".join((*path, name)), changed


def is_refused(head: bytes, line: dict[str, Any]) -> bool:
    """Whether the reader doesn't take a line."""
    told = json.dumps(line).encode()
    try:
        read("r", [told] if "format" in line else [head, told])
    except BadInput:
        return True
    return False


@pytest.mark.parametrize("name", ["done", "timers", "threw", "denied", "dry"])
def test_schema_and_reader_refuse_the_same_lines(name: str) -> None:
    """Each value of each line once as each other type: what one takes, the other takes."""
    path = RECORDINGS / "v2" / f"{name}.jsonl"
    head = path.read_bytes().splitlines(keepends=True)[0]
    tried = 0
    for line in lines(path):
        for where, changed in vary_types(line):
            if where == "chain":  # a reader notices that it is wrong, and reads on
                continue
            tried += 1
            assert OPEN[2].is_valid(changed) is not is_refused(head, changed), (where, changed)
    assert tried > 100
