"""The messages between host and guest, as JSON. Everything from the guest is treated as hostile.

A turn is one line from the guest: the commands that one event caused, with the child's counters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.formats import json_outline as outline
from runtime.guest.charset import decode
from runtime.model import commands
from runtime.model.errors import GuestLimitExceeded, GuestProtocolError
from runtime.model.events import Aborted, Collected, Cut, Event, Failed, Fired, Received, Responded
from runtime.model.http import Failure, Request
from runtime.model.script import Place

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"[\x21-\x7e\x7f-\xff]+")
_HOST = re.compile(r"[^\x00-\x20/\\?#@]*")
_LAST_PORT = 65535
_MOST = 1 << 53
_REQUEST = {
    "id",
    "method",
    "scheme",
    "host",
    "port",
    "target",
    "headers",
    "body",
    "verify_tls",
    "chunks",
    "apart_from",
    "unfinished",
    "torn",
    "alone",
}

# Half of a surrogate pair is not text. The engine escapes it in its JSON; it writes whole pairs as they are.
_HALF_PAIRS = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True)
class Turn:
    """What the guest did with one event; `stopped` is the engine limit that it hit, or ''."""

    commands: tuple[commands.Command, ...]
    cpu: float = 0.0
    memory: int = 0
    stopped: str = ""


# Not with pydantic: to load it would take a third of the time of a short run.
def read_turn(line: bytes, *, most_commands: int) -> Turn:
    """The turn in one line from the child.

    Raises GuestLimitExceeded, or GuestProtocolError if it is not a turn.
    """
    outline.check(line, most_commands=most_commands)
    try:
        raw = json.loads(line.decode())  # bytes would be taken for whatever encoding they look like
        _only_known(raw, {"commands", "cpu", "memory", "stopped"})
        raw_commands = raw["commands"]
        counters = _amount(raw["cpu"]), int(_amount(raw["memory"]))
        stopped = _one_of(raw.get("stopped", ""), {"", "cpu", "memory"})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise GuestProtocolError(f"a turn that can't be read: {_short(error)}") from error
    if not isinstance(raw_commands, list):
        raise GuestProtocolError("a turn without commands")
    if len(raw_commands) > most_commands:
        raise GuestLimitExceeded(
            f"more than {most_commands} requests, console lines and other calls in one turn"
        )
    return Turn(tuple(map(_command, raw_commands)), *counters, stopped)


def _command(raw: Any) -> commands.Command:
    name = raw.get("do") if isinstance(raw, dict) else None
    if not isinstance(name, str) or name not in _READERS:
        raise GuestProtocolError("a command that isn't known")
    try:
        del raw["do"]
        return _READERS[name](raw)
    except (ValueError, KeyError, TypeError, UnicodeError) as error:
        raise GuestProtocolError(f"a {name} that can't be read: {_short(error)}") from error


def _send_request(raw: dict[str, Any]) -> commands.SendRequest:
    _only_known(raw, {"request", "at", "because"})
    because = _one_of(raw.get("because", "call"), {"call", "redirect", "retry"})
    return commands.SendRequest(_request(raw["request"]), _at(raw), because)


def _abort_request(raw: dict[str, Any]) -> commands.AbortRequest:
    _only_known(raw, {"request", "at"})
    return commands.AbortRequest(_number(raw["request"]), _at(raw))


def _listen(raw: dict[str, Any]) -> commands.Listen:
    _only_known(raw, {"request", "event", "at"})
    return commands.Listen(_number(raw["request"]), _string(raw["event"]), _at(raw))


def _settle(raw: dict[str, Any]) -> commands.Settle:
    _only_known(raw, {"request", "verdict", "problem"})
    verdict = _one_of(raw["verdict"], {"success", "fail", "error", "redirect"})
    return commands.Settle(_number(raw["request"]), verdict, _string(raw.get("problem", "")))


def _set_timer(raw: dict[str, Any]) -> commands.SetTimer:
    _only_known(raw, {"timer", "delay", "at"})
    return commands.SetTimer(_number(raw["timer"]), _amount(raw["delay"]), _at(raw))


def _clear_timer(raw: dict[str, Any]) -> commands.ClearTimer:
    _only_known(raw, {"timer", "at"})
    return commands.ClearTimer(_number(raw["timer"]), _at(raw))


def _log(raw: dict[str, Any]) -> commands.Log:
    _only_known(raw, {"level", "text", "at"})
    level = _one_of(raw["level"], {"log", "info", "warn", "error", "debug"})
    return commands.Log(level, _string(raw["text"]), _at(raw))


def _finish(raw: dict[str, Any]) -> commands.Finish:
    _only_known(raw, {"context", "own", "unchanged_since", "at"})
    unchanged = tuple(map(_number, _list(raw["unchanged_since"])))
    return commands.Finish(_string(raw["context"]), _flag(raw["own"]), unchanged, _at(raw))


def _throw(raw: dict[str, Any]) -> commands.Throw:
    _only_known(raw, {"message", "stack", "syntax", "called"})
    stack = tuple(map(_place, _list(raw["stack"])))
    flags = _flag(raw.get("syntax", False)), _flag(raw.get("called", False))
    return commands.Throw(_string(raw["message"]), stack, *flags)


_READERS: dict[str, Callable[[dict[str, Any]], commands.Command]] = {
    "SendRequest": _send_request,
    "AbortRequest": _abort_request,
    "Listen": _listen,
    "Settle": _settle,
    "SetTimer": _set_timer,
    "ClearTimer": _clear_timer,
    "Log": _log,
    "Finish": _finish,
    "Throw": _throw,
}


def _request(raw: dict[str, Any]) -> Request:
    """A request.

    The prelude has checked it already; it is checked again here, where a script can't interfere.
    """
    _only_known(raw, _REQUEST)
    body = _string(raw.get("body", "")).encode("latin-1")
    return Request(
        id=_number(raw["id"]),
        method=_fit(raw["method"], _TOKEN),
        scheme=_one_of(raw["scheme"], {"http", "https"}),
        host=_fit(raw["host"], _HOST),
        port=_port(raw["port"]),
        target=_fit(raw["target"], _TARGET),
        headers=tuple(map(_header, _list(raw["headers"]))),
        body=body,
        verify_tls=_flag(raw.get("verify_tls", True)),
        chunks=_chunks(raw.get("chunks", []), len(body)),
        apart_from=_number(raw.get("apart_from", 0)),
        unfinished=_flag(raw.get("unfinished", False)),
        torn=_number(raw.get("torn", 0)),
        alone=_flag(raw.get("alone", False)),
    )


def _chunks(raw: Any, whole: int) -> tuple[int, ...]:
    sizes = tuple(map(_number, _list(raw)))
    if sizes and (0 in sizes or sum(sizes) != whole):
        raise TypeError("chunks that don't make up the body")
    return sizes


def _header(raw: Any) -> tuple[str, str]:
    name, value = _list(raw)
    return _fit(name, _TOKEN), _fit(value, _FIELD_VALUE)


def _at(raw: dict[str, Any]) -> Place | None:
    return None if raw.get("at") is None else _place(raw["at"])


def _place(raw: Any) -> Place:
    line, column = _list(raw)
    return Place(_number(line), _number(column))


def _only_known(raw: Any, names: set[str]) -> None:
    if not isinstance(raw, dict) or not raw.keys() <= names:
        raise TypeError("not the fields of one")


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError("no list")
    return raw


def _string(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError("no text")
    return raw if raw.isascii() else _whole(raw)


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_HALF_PAIRS)
    return text


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError("neither true nor false")
    return raw


def _number(raw: Any) -> int:
    if type(raw) is not int or not 0 <= raw < _MOST:
        raise TypeError("no number")
    return raw


def _port(raw: Any) -> int:
    if _number(raw) > _LAST_PORT:
        raise ValueError("no port")
    return int(raw)


def _amount(raw: Any) -> float:
    if type(raw) not in {int, float} or not 0 <= raw < _MOST:
        raise TypeError("no amount")
    return float(raw)


def _one_of(raw: Any, words: set[str]) -> str:
    if _string(raw) not in words:
        raise ValueError("an unknown word")
    return str(raw)


def _fit(raw: Any, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(_string(raw)):
        raise ValueError("a request that can't be written as HTTP")
    return str(raw)


def _short(error: Exception) -> str:
    """The first line of an error: the other lines would quote the guest."""
    return str(error).split("\n", 1)[0][:200]


def format_begun(*, context: str, kind: str, timers: bool, seed: tuple[int, ...], now: int) -> str:
    """The event that sets up a guest's globals, as JSON; `context` is JSON text, `now` is ms since the
    epoch.
    """
    return _line("Begun", now, context=context, kind=kind, timers=timers, seed=list(seed)).decode()


def event_line(event: Event, now: int, content_type: str | None = None) -> bytes:
    """An event as JSON in UTF-8, always with every field: so a script can't add one through a prototype."""
    match event:
        case Responded(request, status, reason, headers, version, whole):
            return _line(
                "Responded",
                now,
                request=request,
                status=status,
                reason=reason,
                version=version,
                whole=whole,
                headers=[list(pair) for pair in headers],
            )
        case Received():
            return _format_received(event, now, content_type)
        case Failed(request, failure):
            return _line("Failed", now, request=request, failure=_failure(failure))
        case Cut(request) | Aborted(request):
            return _line(type(event).__name__, now, request=request)
        case Fired(timer):
            return _line("Fired", now, timer=timer)
        case Collected():
            return _line("Collected", now)
    raise TypeError(event)


def _format_received(event: Received, now: int, content_type: str | None) -> bytes:
    body = event.body if event.decoded is None else event.decoded
    text, applied = decode(body, content_type)
    plain = body.isascii() and not applied
    return _line(
        "Received",
        now,
        request=event.request,
        text=text,
        charset_applied=applied,
        encoded=None if plain and event.decoded is None else event.body.decode("latin-1"),
        binary=None if event.decoded is None else event.decoded.decode("latin-1"),
        undecodable=None if event.undecodable is None else _failure(event.undecodable),
        surplus=None if event.surplus is None else _failure(event.surplus),
        trailers=[list(pair) for pair in event.trailers],
        pieces=list(event.pieces),
    )


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "message": failure.message,
        "code": failure.code,
        "errno": failure.errno,
        "syscall": failure.syscall,
        "address": failure.address,
        "port": failure.port,
        "hostname": failure.hostname,
        "extra": failure.extra,
    }


def _line(event: str, now: int, **fields: object) -> bytes:
    """A line with an event's fields, encoded one by one: bodies are large."""
    values = {"event": event, "now": now, **fields}
    return b"{%s}" % b",".join([b'"%s":%s' % (name.encode(), _json(value)) for name, value in values.items()])


def _json(value: object) -> bytes:
    # Not escaped: a body of ten megabytes would take sixty. Half of a surrogate pair is not text, and Python
    # escapes it as JSON does.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
