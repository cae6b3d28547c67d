"""A recording: the run as JSON Lines, one line per command and event, readable by a person.

    {"format": "mws-recording", "version": 1, "script": {...}, "context": "...", ...}    the head
    {"seq": 1, "t": 0.0, "event": "Begun"}
    {"seq": 2, "t": 9.1, "command": "SendRequest", "at": [57, 17], "request": {...}}
    {"seq": 3, "t": 9.8, "event": "Responded", "request": 1, "status": 200, ...}
    {"end": {"outcome": "done", ...}}

Here are only the words: what a line says, and how it is read again. Nothing in it is ever executed
except its script, in the cage.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from runtime import commands, events
from runtime.errors import BadInput
from runtime.limits import Limits
from runtime.script import Script
from runtime.transcript import Entry

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = "mws-recording"
VERSION = 1

_KINDS: dict[str, dict[str, type[Any]]] = {
    "command": {kind.__name__: kind for kind in get_args(commands.Command)},
    "event": {kind.__name__: kind for kind in get_args(events.Event)},
}


@dataclass(frozen=True, slots=True)
class Head:
    """A run's inputs: with these and the events, the same run happens again."""

    script: Script
    context: str  # JSON text, as the guest got it
    kind: str  # "workflow" or "transformation"
    timers: bool
    seed: tuple[int, int, int, int]
    started: int  # milliseconds since the epoch: the guest's clock at the beginning
    limits: Limits
    world: str  # for people: what answered
    cage: str
    versions: dict[str, str]
    time_zone: str = "UTC"


def head_line(head: Head) -> dict[str, Any]:
    """The first line of a recording."""
    fields = dataclasses.asdict(head)
    return {"format": FORMAT, "version": VERSION, **fields, "seed": list(head.seed)}


def entry_line(entry: Entry, mask: Callable[[bytes], bytes] = bytes) -> dict[str, Any]:
    """One line for a command or an event; bodies go through `mask` before they are encoded."""
    role = "command" if type(entry.what).__name__ in _KINDS["command"] else "event"
    fields = {name: _plain(value, mask) for name, value in _fields(entry.what).items()}
    return {"seq": entry.seq, "t": entry.t, role: type(entry.what).__name__, **fields}


def _fields(value: Any) -> dict[str, Any]:
    """A dataclass's fields, without those that still have their default: lines stay short."""
    shown = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if field.default is dataclasses.MISSING or content != field.default:
            shown[field.name] = content
    return shown


def _plain(value: object, mask: Callable[[bytes], bytes]) -> Any:
    if isinstance(value, bytes):
        return _body(mask(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(content, mask) for name, content in _fields(value).items()}
    if isinstance(value, tuple | list):
        return [_plain(item, mask) for item in value]
    return value


def _body(data: bytes) -> dict[str, str]:
    """A body as text where it is text, so that a person can read it."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as it was read: what it began with, what happened, how it ended (None: cut short)."""

    head: Head
    entries: tuple[Entry, ...]
    end: dict[str, Any] | None


def read(name: str, lines: Iterable[str]) -> Recording:
    """The recording in these lines. Raises BadInput naming the line that can't be read."""
    numbered = enumerate(lines, start=1)
    entries: list[Entry] = []
    head: Head | None = None
    end: dict[str, Any] | None = None
    for number, raw in _objects(name, numbered):
        try:
            if head is None:
                head = _read_head(raw)
            elif "end" in raw:
                end = raw["end"]
            else:
                entries.append(_read_entry(raw))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"{name}:{number}", f"not a line of a recording: {error}") from error
    if head is None:
        raise BadInput(name, "not a recording: it has no first line")
    return Recording(head, tuple(entries), end)


def _objects(name: str, numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{name}:{number}", f"not a line of JSON: {error}") from error
        if not isinstance(raw, dict):
            raise BadInput(f"{name}:{number}", "not a line of a recording: no JSON object")
        yield number, raw


def _read_head(raw: dict[str, Any]) -> Head:
    if raw.pop("format", None) != FORMAT:
        message = f'the first line does not say "format": "{FORMAT}"'
        raise ValueError(message)
    version = raw.pop("version", None)
    if version != VERSION:
        message = f"version {version} is not known here (known: {VERSION})"
        raise ValueError(message)
    head: Head = _adapter(Head).validate_python(raw)
    return head


def _read_entry(raw: dict[str, Any]) -> Entry:
    role = "command" if "command" in raw else "event"
    kind = _KINDS[role][raw.pop(role)]
    seq, t = int(raw.pop("seq")), float(raw.pop("t"))
    return Entry(seq, t, _adapter(kind).validate_python(_with_bytes(raw)))


def _with_bytes(raw: dict[str, Any]) -> dict[str, Any]:
    """The line's fields with its bodies as bytes again: the reverse of `_body`."""
    for name in ("body", "decoded"):
        if isinstance(raw.get(name), dict):
            body = raw[name]
            raw[name] = body["text"].encode() if "text" in body else base64.b64decode(body["base64"])
    if isinstance(raw.get("request"), dict):
        raw["request"] = _with_bytes(raw["request"])
    return raw


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - a run only writes, and it takes its time to load

    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
