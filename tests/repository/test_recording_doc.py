"""docs/recording.md: its tables are the values' fields, its numbers the code's, its example a real run."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from runtime.formats.json_text import DEEPEST
from runtime.model import commands, events
from runtime.model.http import Failure, Request
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import LONGEST, MOST_LINES, Place, Script
from runtime.recording import FORMAT, VERSION, End, Parent, Recording, end_line, entry_line, head_line, read
from runtime.recording.field_docs import FIELDS, LINE
from runtime.recording.read import LONGEST_LINE, MOST_ENTRIES, MOST_VALUES
from runtime.render.schemas import head_line_type
from runtime.runs.replay import child_limits
from runtime.runs.store.open import LARGEST
from runtime.session.findings import Finding
from tests import running
from tests.paths import RECORDINGS, ROOT

DOC = (ROOT / "docs" / "recording.md").read_text("utf-8")
TOLD = " ".join(DOC.split())
(EXAMPLE,) = re.findall(r"^```jsonl\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
LINES = EXAMPLE.encode().splitlines(keepends=True)

COMMANDS: tuple[type[Any], ...] = get_args(commands.Command)
EVENTS: tuple[type[Any], ...] = get_args(events.Event)
KINDS = (head_line_type(), Script, Limits, Parent, Request, Failure, *COMMANDS, *EVENTS, End, Finding)
WORDS: dict[object, str] = {
    int: "integer",
    float: "number",
    str: "text",
    bool: "boolean",
    bytes: "body",
    Outcome: "text",
    Place: "[line, column]",
}


def name_type(hint: Any) -> str:
    """A field's type in the document's words."""
    if hint in WORDS:
        return WORDS[hint]
    inner = get_args(hint)
    if isinstance(hint, UnionType):
        names = [name_type(one) for one in inner if one is not NoneType]
        return " or ".join([*names, "null"] if NoneType in inner else names)
    if get_origin(hint) is dict:
        return f"object of {name_type(inner[1])}"
    if inner == (str, str):
        return "[name, value]"
    if get_origin(hint) is tuple:
        one = name_type(inner[0]).replace("integer", "integers")
        return f"list of {one}" if inner[-1] is ... else f"list of {len(inner)} {one}"
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def default(kind: type[Any], field: dataclasses.Field[Any]) -> str:
    """What a field is where a line doesn't have it. A script's have defaults for programs alone."""
    if kind is Script:
        return "required"
    if field.default_factory is not dataclasses.MISSING:
        return f"`{json.dumps(field.default_factory())}`"
    if field.default is dataclasses.MISSING:
        return "required"
    value = {"text": ""} if field.default == b"" else field.default
    return f"`{json.dumps(value)}`"


def table(kind: type[Any]) -> str:
    """A kind's fields as the document has them."""
    hints = get_type_hints(kind)
    rows = ["| field | type | default | what it says |", "|---|---|---|---|"]
    for field in dataclasses.fields(kind):
        told = FIELDS[kind.__name__][field.name]
        rows.append(f"| `{field.name}` | {name_type(hints[field.name])} | {default(kind, field)} | {told} |")
    return "\n".join(rows)


def section(name: str) -> str:
    """What stands under this heading, up to the next one."""
    found = re.search(rf"^#+ {name}\n(.*?)(?=^#)", DOC, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {name}"
    return found[1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_table_has_the_fields_of_its_kind_and_no_others(kind: type[Any]) -> None:
    """With their types, and what they are where they aren't written."""
    told = section(kind.__name__)
    rows = "\n".join(line for line in told.splitlines() if line.startswith("|"))
    assert rows == (table(kind) if dataclasses.fields(kind) else "")
    assert re.search(r"^\w", told, re.MULTILINE), "it says nothing of it"


def test_every_kind_has_its_table_and_every_table_its_kind() -> None:
    """In both directions; so has every sentence of the schema."""
    headings = set(re.findall(r"^### (\w+)$", DOC, re.MULTILINE))
    assert headings == {kind.__name__ for kind in KINDS} == FIELDS.keys()
    for kind in KINDS:
        assert FIELDS[kind.__name__].keys() == {field.name for field in dataclasses.fields(kind)}


def test_what_every_line_has_is_told() -> None:
    for name, told in LINE.items():
        assert f"| `{name}` | " in DOC
        assert f"| {told} |" in DOC


def test_the_versions_are_those_that_are_written_and_read() -> None:
    """And each that is read has recordings that are kept."""
    assert f'`"format": "{FORMAT}"`' in DOC
    assert f"is version {VERSION}" in TOLD
    told = re.findall(r"^\| (\d+) \| ", section("Versions"), re.MULTILINE)
    assert list(map(int, told)) == list(range(1, VERSION + 1))
    kept = {path.name for path in RECORDINGS.glob("v*")}
    assert kept == {f"v{number}" for number in told}


@pytest.mark.parametrize(
    "number",
    [
        f"{LARGEST >> 20} MB",
        f"{LONGEST_LINE >> 20} MB",
        f"{MOST_ENTRIES:,} commands and events",
        f"{MOST_VALUES:,} values",
        f"{LONGEST >> 20} MB, {MOST_LINES:,} lines",
        f"{DEEPEST} levels",
        f"{child_limits._MOST_CPU:g} s of CPU",
        f"{child_limits._MOST_MEMORY >> 30} GB of memory",
    ],
)
def test_a_number_is_the_codes(number: str) -> None:
    """Each that a writer or a reader may run into."""
    assert number in TOLD


def example() -> Recording:
    """The document's example, as it is read."""
    return read("example.jsonl", LINES)


def test_the_example_is_a_recording_that_happens_again() -> None:
    """Not edited, not cut, and masked."""
    recording = example()
    assert (recording.edited, recording.cut) == ((), "")
    assert recording.end is not None
    assert recording.end.masked
    assert running.run_replay(recording).identical


def test_the_example_is_what_would_be_written() -> None:
    """Every field in its place, and none left out but those that have their default."""
    recording = example()
    assert recording.end is not None
    values = [head_line(recording.head), *map(entry_line, recording.entries), end_line(recording.end)]
    for line, value in zip(LINES, values, strict=True):
        told = json.loads(line)
        del told["chain"]
        assert list(told.items()) == list(json.loads(json.dumps(value)).items())


def test_the_seal_that_is_explained_is_the_second_lines() -> None:
    (text,) = re.findall(r"`([0-9a-f]{16}\{.*\})`", DOC)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == json.loads(LINES[1])["chain"]
    assert text[:16] == json.loads(LINES[0])["chain"]


@pytest.mark.parametrize("path", [None, *sorted((ROOT / "tests/recording/v2").glob("*.jsonl"))], ids=str)
def test_the_program_that_checks_the_seals_finds_what_we_find(path: Path | None, tmp_path: Path) -> None:
    """It is run as it stands there; it knows nothing of us."""
    names: dict[str, Any] = {}
    exec(PROGRAM, names)
    edited: Callable[[str], list[int]] = names["edited"]
    data = EXAMPLE.encode() if path is None else path.read_bytes()
    file = tmp_path / "r.jsonl"
    file.write_bytes(data)
    assert edited(str(file)) == []
    changed = (
        data.replace(b'"seq": 1,', b'"seq": 1 ,')
        .replace(b"\n", b"\r\n\n")
        .replace(b'"outcome": "', b'"outcome":  "')
    )
    file.write_bytes(changed)
    assert tuple(edited(str(file))) == read("r", changed.splitlines(keepends=True)).edited != ()
