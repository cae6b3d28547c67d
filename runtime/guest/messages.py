"""What crosses the pipe between host and guest, as JSON. Everything from the guest is hostile.

A turn is one line of it: the commands that one event caused, with the child's counters.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from runtime import commands
from runtime.errors import GuestBroke
from runtime.events import Aborted, Collected, Event, Failed, Fired, Received, Responded
from runtime.guest.charset import decode
from runtime.http import Failure

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"[\x21-\x7e\x7f-\xff]+")
_HOST = re.compile(r"[^\x00-\x20/\\?#@]*")

_COMMANDS: dict[str, type[Any]] = {
    command.__name__: command
    for command in (
        commands.SendRequest,
        commands.AbortRequest,
        commands.Listen,
        commands.Settle,
        commands.SetTimer,
        commands.ClearTimer,
        commands.Log,
        commands.Finish,
        commands.Throw,
    )
}
# The engine writes text as it is; what it escapes like this is half a surrogate pair, which is no text.
_HALF_PAIR = re.compile(rb"(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}")

_adapters: dict[str, TypeAdapter[Any]] = {}


@dataclass(frozen=True, slots=True)
class Turn:
    """What the guest did with one event; `stopped` is the engine limit that it hit, or ''."""

    commands: tuple[commands.Command, ...]
    cpu: float = 0.0
    memory: int = 0
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A turn as the child frames it, before its commands are looked at."""

    commands: list[dict[str, Any]]
    cpu: Annotated[float, Field(ge=0)]
    memory: Annotated[int, Field(ge=0)]
    stopped: str = ""


def read_turn(line: bytes, *, most_commands: int) -> Turn:
    """The turn in one line from the child. Raises GuestBroke if it is anything else."""
    try:
        text = _HALF_PAIR.sub(rb"\1\\ufffd", line)
        envelope = _adapter("Envelope", Envelope).validate_json(text)
    except ValidationError as error:
        raise GuestBroke(f"a turn that can't be read: {_short(error)}") from error
    if len(envelope.commands) > most_commands:
        raise GuestBroke(f"{len(envelope.commands)} commands in one turn")
    if envelope.stopped not in {"", "cpu", "memory"}:
        raise GuestBroke("a turn that stopped for no known reason")
    told = tuple(_command(raw) for raw in envelope.commands)
    return Turn(told, envelope.cpu, envelope.memory, envelope.stopped)


def _command(raw: dict[str, Any]) -> commands.Command:
    name = raw.pop("do", None)
    if not isinstance(name, str) or name not in _COMMANDS:
        raise GuestBroke("a command that isn't known")
    try:
        if name == "SendRequest":
            raw["request"]["body"] = raw["request"]["body"].encode("latin-1")
        command: commands.Command = _adapter(name, _COMMANDS[name]).validate_python(raw)
    except (ValidationError, KeyError, TypeError, AttributeError, UnicodeError) as error:
        raise GuestBroke(f"a {name} that can't be read: {_short(error)}") from error
    if isinstance(command, commands.SendRequest):
        _check_request(command)
    return command


def _check_request(command: commands.SendRequest) -> None:
    """What the prelude has checked already, checked where the script can't reach."""
    request = command.request
    fit = (
        _TOKEN.fullmatch(request.method)
        and request.scheme in {"http", "https"}
        and _HOST.fullmatch(request.host)
        and 0 <= request.port <= 65535  # noqa: PLR2004 - the range of ports
        and _TARGET.fullmatch(request.target)
        and all(_TOKEN.fullmatch(k) and _FIELD_VALUE.fullmatch(v) for k, v in request.headers)
    )
    if not fit:
        raise GuestBroke("a request that can't be written as HTTP")


def _adapter(name: str, kind: type[Any]) -> TypeAdapter[Any]:
    # Built when first needed: most runs meet four of them, and each takes a moment.
    if name not in _adapters:
        _adapters[name] = TypeAdapter(kind)
    return _adapters[name]


def _short(error: Exception) -> str:
    """The first line of an error: the rest would quote the guest."""
    return str(error).split("\n", 1)[0][:200]


def begun_text(*, context: str, kind: str, timers: bool, seed: tuple[int, ...], now: int) -> str:
    """The event that sets a guest's globals up; `context` is JSON text, `now` is ms since the epoch."""
    return _text("Begun", now, context=context, kind=kind, timers=timers, seed=list(seed))


def event_text(event: Event, now: int, content_type: str | None = None) -> str:
    """An event as ASCII JSON. Every field is always there: a script can't lend one by a prototype."""
    match event:
        case Responded(request, status, reason, headers, version):
            return _text(
                "Responded", now, request=request, status=status, reason=reason, version=version,
                headers=[list(pair) for pair in headers],
            )  # fmt: skip
        case Received():
            return _received_text(event, now, content_type)
        case Failed(request, failure):
            return _text("Failed", now, request=request, failure=_failure(failure))
        case Aborted(request):
            return _text("Aborted", now, request=request)
        case Fired(timer):
            return _text("Fired", now, timer=timer)
        case Collected():
            return _text("Collected", now)
    raise TypeError(event)


def _received_text(event: Received, now: int, content_type: str | None) -> str:
    body = event.body if event.decoded is None else event.decoded
    text, applied = decode(body, content_type)
    plain = body.isascii() and not applied
    return _text(
        "Received", now, request=event.request, text=text, charset_applied=applied,
        encoded=None if plain and event.decoded is None else event.body.decode("latin-1"),
        binary=None if event.decoded is None else event.decoded.decode("latin-1"),
        undecodable=None if event.undecodable is None else _failure(event.undecodable),
        trailers=[list(pair) for pair in event.trailers],
    )  # fmt: skip


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "message": failure.message, "code": failure.code, "errno": failure.errno,
        "syscall": failure.syscall, "address": failure.address, "port": failure.port,
        "hostname": failure.hostname, "extra": failure.extra,
    }  # fmt: skip


def _text(event: str, now: int, **fields: object) -> str:
    return json.dumps({"event": event, "now": now, **fields})
