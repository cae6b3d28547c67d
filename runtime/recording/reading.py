"""Reads a recording, whoever wrote it: every earlier version, and what is broken, edited or hostile.

A last line that isn't whole is left out, and said to be missing. Anything else that can't be read is refused
with its line. What it takes to read one is bounded: by lines, by their length, by the values in them.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runtime.errors import BadInput
from runtime.guest.outline import is_more
from runtime.limits import Limits
from runtime.recording.chain import KEY, Chain
from runtime.recording.lines import FORMAT, KINDS, VERSION
from runtime.recording.words import End, Head, Recording
from runtime.transcript import Entry

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Lines of a kind that no run writes: ten thousand requests are sixty thousand entries.
MOST_ENTRIES = 300_000
LONGEST_LINE = 64 << 20  # bytes
_MOST_VALUES = 1_000_000  # in one line
_FIRST_SEALED = 2  # the version from which on lines carry a seal
_LATEST = 1e12  # milliseconds
_LIMITS_TO = Limits(
    deadline=1e7, after_done=1e7, cpu=1e7, memory=1 << 40, requests=10**9, response=1 << 40,
    recording=1 << 40, message=1 << 40, commands=10**9,
)  # fmt: skip


def read(name: str, lines: Iterable[bytes]) -> Recording:
    """The recording in these lines, each with its line end. Raises BadInput naming the line."""
    reader = _Reader(name)
    for number, line in enumerate(lines, start=1):
        if reader.broken:
            raise BadInput(*reader.broken)
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
    broken: tuple[str, str] | None = None  # a line that is no JSON: the last one may be

    def take(self, number: int, line: bytes) -> None:
        where = f"{self.name}:{number}"
        raw = self._object(where, line)
        if raw is None:
            return
        try:
            self._take(number, line, raw)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            raise BadInput(where, f"not a line of a recording: {_told(error)}") from error

    def recording(self) -> Recording:
        """What has been read."""
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
        if len(line) > _MOST_VALUES and is_more(line, _MOST_VALUES):
            raise BadInput(where, f"has more than {_MOST_VALUES} values in it")
        try:
            raw = json.loads(line.decode("utf-8", "surrogatepass"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            self.broken = where, f"not a line of JSON: {error}"
            return None
        if not isinstance(raw, dict):
            raise BadInput(where, "not a line of a recording: no JSON object")
        return raw

    def _take(self, number: int, line: bytes, raw: dict[str, Any]) -> None:
        seal = raw.pop(KEY, None)
        if self.head is None:
            self.version = _version(raw)
            self.head = _head(raw)
        elif self.end is not None:
            message = "the recording goes on after its end"
            raise ValueError(message)
        elif "end" in raw:
            self.end = _adapter(End).validate_python(raw["end"])
        else:
            self._add(_entry(raw))
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


def _refuse(constant: str) -> float:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _told(error: Exception) -> str:
    """An error in one line; what pydantic says names the field."""
    details = getattr(error, "errors", None)
    if callable(details):
        first = details(include_url=False, include_input=False)[0]
        field_ = ".".join(map(str, first["loc"]))
        return f"{field_}: {first['msg']}" if field_ else str(first["msg"])
    text = f"{error} is missing or not known" if isinstance(error, KeyError) else str(error)
    return text.split("\n", 1)[0][:200]


def _version(raw: dict[str, Any]) -> int:
    if raw.pop("format", None) != FORMAT:
        message = f'the first line does not say "format": "{FORMAT}"'
        raise ValueError(message)
    version = raw.pop("version", None)
    if type(version) is not int or not 1 <= version <= VERSION:
        known = f"known: 1 to {VERSION}"
        message = f"version {str(version)[:20]} is not known here ({known}): a newer mws may read it"
        raise ValueError(message)
    return version


def _head(raw: dict[str, Any]) -> Head:
    head: Head = _adapter(Head).validate_python(raw)
    for name in Limits.__slots__:
        if not 0 <= getattr(head.limits, name) <= getattr(_LIMITS_TO, name):
            message = f"limits.{name} can't be so large"
            raise ValueError(message)
    if not 0 <= head.started < 1 << 53 or any(not 0 <= part < 1 << 32 for part in head.seed):
        message = "started or seed is beyond its range"
        raise ValueError(message)
    return head


def _entry(raw: dict[str, Any]) -> Entry:
    role = "command" if "command" in raw else "event"
    kind = KINDS[role][raw.pop(role)]
    seq, t = raw.pop("seq"), raw.pop("t")
    if type(seq) is not int or type(t) not in {int, float} or not (math.isfinite(t) and 0 <= t < _LATEST):
        message = "seq is no number, or t none of milliseconds"
        raise TypeError(message)
    return Entry(seq, float(t), _adapter(kind).validate_python(_with_bytes(raw)))


def _with_bytes(raw: dict[str, Any]) -> dict[str, Any]:
    """The line's fields with its bodies as bytes again: the reverse of what `lines` does."""
    for name in ("body", "decoded"):
        body = raw.get(name)
        if isinstance(body, dict):
            raw[name] = (
                body["text"].encode() if "text" in body else base64.b64decode(body["base64"], validate=True)
            )
    if isinstance(raw.get("request"), dict):
        raw["request"] = _with_bytes(raw["request"])
    return raw


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - a run only writes, and it takes its time to load

    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
