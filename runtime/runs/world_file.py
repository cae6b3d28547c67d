"""Reads the files of --world and --dry-answer: canned answers, an archive (HAR), or a recording.

The content decides what it is, not the file's name.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.formats.json_outline import is_more
from runtime.formats.json_text import decode_text, parse_json
from runtime.inputs.files import contents, explain_open_error
from runtime.model.errors import BadInput
from runtime.model.option import Option
from runtime.recording.encode import FORMAT
from runtime.recording.read import LONGEST_LINE

if TYPE_CHECKING:
    from runtime.world import World

LARGEST = 64 << 20  # bytes
_MOST_VALUES = 2_000_000
_SUFFIXES = {".json", ".har", ".jsonl"}


def load(name: Path, way_out: str = "") -> tuple[World, str]:
    """The world that answers from a file or recording, and its description. Raises BadInput.

    `way_out` is the advice when a request without an answer is denied; '' for the usual one.
    """
    path = _find(name)
    if _is_recording(path):
        return _read_recording(path, name, way_out)
    from runtime.recording.har.schema import is_har
    from runtime.world import answers

    raw = read(path)
    if not is_har(raw):
        return answers.read(str(path), raw, way_out), str(path)
    from runtime.recording.har.to_answers import read_archive

    made = read_archive(str(path), raw)
    way_out = way_out or (
        "Make answers of it (mws import har) and add one, or open the real host with "
        f"{Option.LIVE.spell('{host}')}"
    )
    told = f"{path}, a HAR"
    if made.entries_left_out:
        told += f" ({made.entries_left_out} of its entries left out: mws import har tells which)"
    return answers.read(str(path), {"answers": made.answers}, way_out), told


def read(path: Path) -> Any:
    """The JSON in a file of answers or an archive. Raises BadInput, also if it is too large."""
    data = contents(path, str(path), LARGEST, "this")
    if is_more(data, _MOST_VALUES):
        raise BadInput(str(path), f"has more than {_MOST_VALUES:,} values in it", "Save less in one file.")
    return parse_json(str(path), decode_text(str(path), data))


def _find(name: Path) -> Path:
    """The file, or the recording with this name or id if there is no such file."""
    if name.exists() or len(name.parts) > 1 or name.suffix.lower() in _SUFFIXES:
        return name
    from runtime.runs.store.names import find

    return find(str(name))


def _is_recording(path: Path) -> bool:
    if path.exists() and not path.is_file():  # a pipe can be read only once
        return False
    try:
        with path.open("rb") as file:
            line = file.readline(LONGEST_LINE)
    except (OSError, ValueError) as error:
        raise explain_open_error(path, str(path), error) from error
    if FORMAT.encode() not in line:
        return False
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(head, dict) and head.get("format") == FORMAT


def _read_recording(path: Path, name: Path, way_out: str) -> tuple[World, str]:
    from runtime.runs.store import open_recording
    from runtime.world.recorded import RecordedWorld

    recording = open_recording(path)
    return RecordedWorld(
        str(path), recording, way_out
    ), f"the recording {path if name == path else path.stem}"
