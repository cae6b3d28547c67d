"""Reads a summary of a recording: its first and last line, and the number of requests between them.

This is for lists of many recordings. The content may be hostile: the work is limited, and a file that is not
a recording gets a `problem`.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from runtime.formats.json_outline import is_more
from runtime.model.outcome import Outcome
from runtime.recording import FORMAT, VERSION
from runtime.recording.read import LONGEST_LINE, MOST_VALUES
from runtime.runs.store.open import LARGEST

_OUTCOMES = frozenset(map(str, Outcome))
# Quotation marks in texts are escaped, so these appear only as the field of a line.
_REQUESTS = (b'"command": "SendRequest"', b'"command":"SendRequest"')
_CHUNK = 1 << 20
_TAIL = 16 << 10
_SHORT = 64 << 10  # bytes of JSON that need no check of the number of values
_LATEST = 1e12  # milliseconds
_LONGEST_NAME = 300
_OTHER = "it doesn't begin as a recording does"
_BINARY, _AT_ONCE = getattr(os, "O_BINARY", 0), getattr(os, "O_NONBLOCK", 0)


class RunSummary(NamedTuple):
    """The summary of one recording. With a `problem` it is not a recording, and other fields are not set.

    `size` is in bytes, `modified` in nanoseconds, `started` in milliseconds, all since the epoch; `seconds`
    is None if the recording doesn't have it; `outcome` is "" until its last line is written.
    """

    name: str
    size: int
    modified: int
    started: int = 0
    script: str = ""
    sha256: str = ""
    outcome: str = ""
    requests: int = 0
    findings: int = 0
    seconds: float | None = None
    parent: str = ""
    problem: str = ""


class _NoneOfOurs(Exception):
    """The file is not a recording; the text says why."""


def skim(path: Path) -> RunSummary:
    """The summary of a file. Raises FileNotFoundError; other errors become its `problem`.

    `size` is -1 if the file could not be opened: the error may be temporary.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE), "rb") as file:
            return _read(path.name, file, os.fstat(file.fileno()))
    except FileNotFoundError:
        raise
    except OSError as error:
        return RunSummary(path.name, -1, 0, problem=f"can't be read: {error.strerror or error}")


def _read(name: str, file: BinaryIO, status: os.stat_result) -> RunSummary:
    """The summary up to the size at opening: a run may still write to the file."""
    known = RunSummary(name, status.st_size, status.st_mtime_ns)
    if not stat.S_ISREG(status.st_mode):
        return known._replace(problem="is no file")
    if known.size > LARGEST:
        return known._replace(problem=f"is too large for a recording ({LARGEST >> 20} MB is the most)")
    try:
        head = _head(_first_line(file, known.size))
        begins = file.tell()
        requests = _requests(file, known.size)
        end = _end(_last_line(file, begins, known.size))
    except _NoneOfOurs as problem:
        return known._replace(problem=str(problem))
    return known._replace(requests=requests, **head, **end)


def _first_line(file: BinaryIO, size: int) -> bytes:
    first = file.read(min(size, 1))
    if first not in {b"{", b""}:  # the rest of something else may be long
        raise _NoneOfOurs(_OTHER)
    line = first + file.readline(min(size - len(first), LONGEST_LINE))
    if len(line) > LONGEST_LINE:
        raise _NoneOfOurs("its first line is too long")
    if not line.endswith(b"\n"):
        raise _NoneOfOurs("it breaks off in its first line" if line else "it is empty")
    return line


def _last_line(file: BinaryIO, begins: int, size: int) -> bytes:
    """The last line with content after the first line, complete or not; it is searched from the end."""
    tail, at = b"", size
    while at > begins:
        if len(tail) > LONGEST_LINE:
            raise _NoneOfOurs("its last line is too long")
        step = min(max(_TAIL, len(tail)), at - begins)
        at -= step
        file.seek(at)
        tail = (file.read(step) + tail).rstrip()
        before = tail.rfind(b"\n")
        if before >= 0:
            return tail[before + 1 :]
    return tail


def _requests(file: BinaryIO, size: int) -> int:
    """The number of requests from the current position to the end."""
    found, before, kept = 0, b"", len(_REQUESTS[0]) - 1
    while chunk := file.read(min(_CHUNK, size - file.tell())):
        text = before + chunk
        found += sum(map(text.count, _REQUESTS))
        before = text[-kept:]
    return found


def _head(line: bytes) -> dict[str, Any]:
    raw = _object(line)
    if raw is None or raw.get("format") != FORMAT:
        raise _NoneOfOurs(_OTHER)
    if raw.get("version") not in range(1, VERSION + 1):
        raise _NoneOfOurs(f"its version is not known here (known: 1 to {VERSION}): a newer mws may read it")
    script, started, parent = raw.get("script"), raw.get("started"), raw.get("parent")
    if not isinstance(script, dict) or type(started) is not int or not 0 <= started < 1 << 53:
        raise _NoneOfOurs("its first line is not whole")
    return {
        "started": started,
        "script": _text(script.get("name")),
        "sha256": _text(script.get("sha256")),
        "parent": _text(parent.get("name")) if isinstance(parent, dict) else "",
    }


def _end(line: bytes) -> dict[str, Any]:
    """The fields of the last line; none if it is another line: the recording is being written, or breaks
    off.
    """
    raw = _object(line) if line.startswith(b'{"end"') else None
    end = raw.get("end") if raw else None
    if not isinstance(end, dict):
        return {}
    outcome, findings = end.get("outcome"), end.get("findings")
    if not isinstance(outcome, str) or outcome not in _OUTCOMES:
        raise _NoneOfOurs("its outcome is not known here: a newer mws may read it")
    return {
        "outcome": outcome,
        "findings": len(findings) if isinstance(findings, list) else 0,
        "seconds": _seconds(end.get("t")),
    }


def _seconds(t: object) -> float | None:
    """Milliseconds as seconds; None if it is not a valid time."""
    return t / 1000 if isinstance(t, int | float) and 0 <= t < _LATEST else None


def _object(line: bytes) -> dict[str, Any] | None:
    if len(line) > _SHORT and is_more(line, MOST_VALUES):
        raise _NoneOfOurs(f"a line has more than {MOST_VALUES:,} values in it")
    try:
        raw = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise _NoneOfOurs("its first line is not whole")
    return raw[:_LONGEST_NAME]
