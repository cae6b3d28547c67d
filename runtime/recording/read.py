"""Reads a recording from anybody: every earlier version, also broken, edited or hostile ones.

An incomplete last line is left out, and the recording says so. Any other line that can't be read is an error
with its number. The work is limited: by the number of lines, their length, and the values in them.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from runtime.formats.json_outline import is_more
from runtime.model.errors import BadInput
from runtime.recording import decode as values
from runtime.recording.chain import KEY, Chain
from runtime.recording.encode import VERSION
from runtime.recording.model import End, Head, Recording
from runtime.session.transcript import Entry

# More entries than any run writes: ten thousand requests are sixty thousand entries.
MOST_ENTRIES = 300_000
LONGEST_LINE = 128 << 20  # bytes
MOST_VALUES = 1_000_000  # in one line
_FIRST_SEALED = 2  # the first version whose lines have a seal

# Beginnings of common files that are not UTF-8, with the problem and the way out.
_FOREIGN = {
    b"\x1f\x8b": ("is compressed", "Unpack it first: gunzip FILE"),
    b"PK\x03\x04": ("is a ZIP archive", "Unpack it first."),
    codecs.BOM_UTF16_LE: ("is UTF-16", "A recording is UTF-8: give the file as mws run wrote it."),
    codecs.BOM_UTF16_BE: ("is UTF-16", "A recording is UTF-8: give the file as mws run wrote it."),
}


def read(name: str, lines: Iterable[bytes]) -> Recording:
    """The recording in these lines, which have their line ends. Raises BadInput with the line's number."""
    reader = _Reader(name)
    for number, line in enumerate(lines, start=1):
        if reader.broken:
            raise BadInput(*reader.broken)
        if number == 1:
            _refuse_foreign(name, line)
        if line.strip():
            reader.take(number, line)
    return reader.recording()


@dataclass(slots=True)
class _Reader:
    name: str
    head: Head | None = None
    version: int = VERSION
    entries: list[Entry] = field(default_factory=list)
    end: End | None = None
    chain: Chain = field(default_factory=Chain)
    seals: list[str] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)
    broken: tuple[str, str] | None = None  # a line that is not JSON: only the last line may be broken

    def take(self, number: int, line: bytes) -> None:
        where = f"{self.name}:{number}"
        raw = self._object(where, line)
        if raw is None:
            return
        try:
            self._take(number, line, raw)
        except BadInput as error:
            raise BadInput(where, f"{error.where} {error.problem}", error.way_out) from error
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            raise BadInput(where, f"not a line of a recording: {_describe(error)}") from error

    def recording(self) -> Recording:
        """The recording that was read. Raises BadInput without a first line."""
        if self.head is None:
            if self.broken:
                raise BadInput(*self.broken)
            raise BadInput(self.name, "not a recording: it has no first line")
        cut = "" if self.end else "breaks off"
        if self.broken:
            cut = "breaks off in the middle of a line"
        return Recording(
            self.name, self.head, tuple(self.entries), self.end, cut, tuple(self.edited), tuple(self.seals)
        )

    def _object(self, where: str, line: bytes) -> dict[str, Any] | None:
        if len(line) > LONGEST_LINE:
            raise BadInput(where, f"is longer than a line may be ({LONGEST_LINE >> 20} MB)")
        if len(line) > MOST_VALUES and is_more(line, MOST_VALUES):
            raise BadInput(where, f"has more than {MOST_VALUES:,} values in it")
        try:
            raw = _json(line if self.head else line.removeprefix(codecs.BOM_UTF8))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            self.broken = where, f"not a line of JSON: {error}"
            return None
        except (ValueError, RecursionError) as error:
            raise BadInput(where, f"not a line of JSON: {_describe(error)}") from error
        if not isinstance(raw, dict):
            raise BadInput(where, "not a line of a recording: no JSON object")
        return raw

    def _take(self, number: int, line: bytes, raw: dict[str, Any]) -> None:
        seal = raw.pop(KEY, None)
        if self.head is None:
            self.version = values.version(raw)
            self.head = values.head(raw)
        elif self.end is not None:
            message = "the recording goes on after its end"
            raise ValueError(message)
        elif "end" in raw:
            self.end = values.end(raw["end"])
        else:
            self._add(values.entry(raw))
        if self.version < _FIRST_SEALED:
            self.chain.follow(line)
        elif not self.chain.holds(line, seal):
            self.edited.append(number)
        self.seals.append(self.chain.last)

    def _add(self, entry: Entry) -> None:
        if len(self.entries) >= MOST_ENTRIES:
            message = f"there are more than {MOST_ENTRIES:,} lines"
            raise ValueError(message)
        if entry.seq <= (self.entries[-1].seq if self.entries else 0):
            message = f"seq {entry.seq} is out of order"
            raise ValueError(message)
        self.entries.append(entry)


def _refuse_foreign(name: str, line: bytes) -> None:
    for mark, (problem, way_out) in _FOREIGN.items():
        if line.startswith(mark):
            raise BadInput(name, problem, way_out)


def _json(line: bytes) -> Any:
    """A line's JSON. Raises ValueError, also for JSON that programs read differently."""
    text = line.decode("utf-8", "surrogatepass")
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name stands twice in one object"
        raise ValueError(message)
    return found


def _refuse(constant: str) -> float:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _describe(error: Exception) -> str:
    """An error in one line; pydantic's errors name the field."""
    details = getattr(error, "errors", None)
    if callable(details):
        first = details(include_url=False, include_input=False)[0]
        field_ = ".".join(map(str, first["loc"]))
        return f"{field_}: {first['msg']}" if field_ else str(first["msg"])
    text = f"{error} is missing or not known" if isinstance(error, KeyError) else str(error)
    return text.split("\n", 1)[0][:200]
