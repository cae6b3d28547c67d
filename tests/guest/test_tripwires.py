"""Whatever a script makes of the language, the prelude doesn't notice: it asks nothing that a script can change."""

from __future__ import annotations

import gzip
import json
import re
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from runtime.guest import prelude
from runtime.model.commands import AbortRequest, ClearTimer, Command, SendRequest, SetTimer
from runtime.model.events import Aborted, Event, Failed, Fired, Received, Responded
from runtime.model.http import Failure, Header
from tests.guest.guest import REFUSED, Guest

HERE = Path(__file__).parent
TRIPWIRES = (HERE / "tripwires.js").read_text("utf-8")
WORK = (HERE / "work.js").read_text("utf-8")


def names() -> list[str]:
    """Every name of a property that the prelude has, and some that it has not."""
    found = {"0", "1", "2", "3", "7", "value", "get", "set", "then", "toJSON", "do", "id", "enumerable"}
    for file in prelude.FOLDER.rglob("*.js"):
        text = file.read_text("utf-8")
        found |= set(re.findall(r"\.([A-Za-z_$][\w$]*)", text))
        found |= set(re.findall(r"([A-Za-z_$][\w$]*):", text))
    # restler asks its table of parsers for this one, and a vendor's parser is what it finds.
    return sorted(found - {"undefined"})


def answer(path: str) -> tuple[int, list[Header], dict[str, Any]]:
    """What the service answers: status, headers and the fields of what is Received."""
    return ANSWERS.get(path, (200, [("Content-Type", "text/plain")], {"body": b"ok"}))


def answer_with_type(kind: str, body: bytes, **more: Any) -> tuple[int, list[Header], dict[str, Any]]:
    return 200, [("Content-Type", kind)], {"body": body, **more}


def redirect_to(status: int, location: str) -> tuple[int, list[Header], dict[str, Any]]:
    return status, [("Location", location)], {"body": b""}


XML = b"<?xml version='1.0'?><r a='1'><!-- x --><i>x &amp; y</i><i z='&#65;'>y<![CDATA[<]]></i></r>"
YAML = b'---\n  a: 1\n  list:\n    - 1\n    - two\n  inline: {x: 2}\n  inlist: [1, on]\n  day: 2001-02-03\n  s: "q"\n'
ANSWERS = {
    "/json": (
        200,
        [
            ("Content-Type", "application/json"),
            ("Set-Cookie", "a"),
            ("Set-Cookie", "b"),
            ("X", "1"),
            ("x", "2"),
        ],
        {"body": b'{"a": [1, {"b": null}]}', "trailers": (("T", "1"),)},
    ),
    "/xml": answer_with_type("application/xml; charset=utf-8", XML),
    "/xmlns": answer_with_type("application/xml", b'<r xmlns="u" xmlns:p="v" p:a="1"><p:i b="2"/><q:x/></r>'),
    "/broken-xml": answer_with_type("application/xml", b"<r><i></r>"),
    "/yaml": answer_with_type("application/yaml", YAML),
    "/broken-yaml": answer_with_type("application/yaml", b"a: &"),
    "/broken-json": answer_with_type("application/json", b"{"),
    "/vendor": answer_with_type("application/vnd.a.b+json", b'{"v": 1}'),
    "/gzip": (
        200,
        [("Content-Encoding", "gzip")],
        {"body": gzip.compress(b"\xfc", mtime=0), "decoded": b"\xfc"},
    ),
    "/bad-gzip": (
        200,
        [("Content-Encoding", "gzip")],
        {"body": b"x", "undecodable": Failure("incorrect header check", "Z_DATA_ERROR", -3)},
    ),
    "/aborted-gzip": (
        200,
        [("Content-Encoding", "gzip")],
        {"body": gzip.compress(b"x", mtime=0), "decoded": b"x"},
    ),
    "/charset": answer_with_type("text/plain; charset=iso-8859-1", b"\xfc"),
    "/buffer": answer_with_type("text/plain", b"\x00\xff\x80"),
    "/utf8": answer_with_type("text/plain", "ü€𝄞".encode() + b"\xff\xe2\x82"),
    "/missing": (404, [("Content-Type", "application/json")], {"body": b'{"error": "no"}'}),
    "/surplus": answer_with_type(
        "text/plain", b"x", surplus=Failure("Parse Error: Expected HTTP/", "HPE_INVALID_CONSTANT")
    ),
    "/head": (204, [("Content-Type", "application/json")], {"body": b""}),
    "/redirect?a=1": redirect_to(302, "../other/./x?y#z"),
    "/see-other": redirect_to(303, "//service.example.com/seen"),
    "/nowhere": redirect_to(301, "http://a b%/"),
    "/stay": redirect_to(302, "/x"),
}
SILENT = {"/slow"}
FAILING = {"/refused": REFUSED, "/retry": REFUSED}


class Conversation:
    """Answers a guest until it rests, always in the same way."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._events: deque[tuple[Event, str | None]] = deque()
        self._timers: dict[int, float] = {}
        self._seen = 0
        self._take_in()
        while self._events or self._timers:
            self._step()

    def _step(self) -> None:
        if not self._events:
            timer = min(self._timers, key=lambda number: (self._timers[number], number))
            del self._timers[timer]
            self._events.append((Fired(timer), None))
        event, content_type = self._events.popleft()
        self._guest.deliver(event, content_type)
        self._take_in()

    def _take_in(self) -> None:
        for command in self._guest.commands[self._seen :]:
            self._obey(command)
        self._seen = len(self._guest.commands)

    def _obey(self, command: Command) -> None:
        match command:
            case SendRequest(request):
                self._send(request.id, request.target)
            case AbortRequest(number):
                self._events = deque(e for e in self._events if getattr(e[0], "request", 0) != number)
                self._events.append((Aborted(number), None))
            case SetTimer(timer, delay):
                self._timers[timer] = delay
            case ClearTimer(timer):
                self._timers.pop(timer, None)

    def _send(self, number: int, path: str) -> None:
        if path in SILENT:
            return
        if path in FAILING:
            self._events.append((Failed(number, FAILING[path]), None))
            return
        status, headers, received = answer(path)
        kind = dict(headers).get("Content-Type")
        self._events.append((Responded(number, status, "OK", tuple(headers)), None))
        self._events.append((Received(number, **received), kind))


# What the prelude asks all the same, because restler or Node does: `get` and `set` of what the script's own
# objects inherit, or the objects that restler makes for it.
EXCUSED = {
    **dict.fromkeys(
        [
            "accessToken",
            "agent",
            "data",
            "decoding",
            "encoding",
            "followRedirects",
            "headers",
            "multipart",
            "parser",
            "query",
            "rejectUnauthorized",
            "timeout",
            "username",
            "xml2js",
        ],
        "an option that was not given, of the options that restler makes where there are none",
    ),
    "aborted": "restler asks and marks its own request",
    "length": "of what is sent as a part of a multipart body, and has no length",
    "toJSON": "JSON.stringify, of the context and of what is sent as JSON",
    "cdata": "xml2js asks its element",
    "emptyTag": "xml2js asks its options",
    "options": "restler keeps the XML options on its parser",
    "type": "restler marks the error of an abort",
    "method": "restler writes it into the options",
}
PATHS = [
    *(f"{way} Object.prototype.{name}" for name in EXCUSED for way in ("get", "set")),
    "get Object.name",  # Node names the class of a wrong argument
    "get Object.create.__proto__.__proto__.valueOf",  # Buffer.from asks what it is given
    "Object.create.__proto__.__proto__.valueOf()",
    "set Array.prototype.0",  # JSON.stringify in this engine, with objects: it lists where it is
    "set Array.prototype.1",
]


def script(mode: str) -> str:
    """The work, with tripwires before it; '' for none. The work's places are always the same."""
    lines = TRIPWIRES.count("\n")
    excused = json.dumps(PATHS)
    told = f"{json.dumps(mode)}, {json.dumps(names())}, {excused}, {lines}, {prelude.FIRST_LINE}"
    wires = f"{TRIPWIRES}(globalThis, {told})" if mode else "\n" * lines + "({ mine: (x) => x })"
    return f"const wires = {wires};\n{WORK}(wires.mine);"


def run_work(mode: str) -> Guest:
    guest = Guest(script(mode), timers=True)
    Conversation(guest)
    return guest


@pytest.fixture(scope="module")
def plain_commands() -> list[Command]:
    """What the work asks for where nobody has changed anything."""
    return run_work("").commands


def test_the_work_is_done(plain_commands: list[Command]) -> None:
    """It comes to its end, which is the rejection that nobody catches, and uses all of restler."""
    assert str(plain_commands[-1]).startswith("Throw(message='UnhandledPromiseRejection")
    assert len([c for c in plain_commands if isinstance(c, SendRequest)]) > 50
    assert {type(command).__name__ for command in plain_commands} == {
        "AbortRequest",
        "ClearTimer",
        "Finish",
        "Listen",
        "Log",
        "SendRequest",
        "SetTimer",
        "Settle",
        "Throw",
    }


def test_the_prelude_asks_nothing_that_a_script_can_change(plain_commands: list[Command]) -> None:
    """It meets no tripwire, however it is reached: by name, by the engine, by an inherited setter."""
    guest = run_work("watch")
    met = {line.partition(", by ") for line in guest.value("wires.told()").split("\n")}
    assert sorted(f"{path}, by {who}" for path, _, who in met if path not in PATHS) == []
    assert guest.value("wires.count") > 1800
    assert guest.commands == plain_commands


@pytest.mark.parametrize("mode", ["throw", "gone"])
def test_the_protocol_holds_in_a_language_that_is_broken(mode: str, plain_commands: list[Command]) -> None:
    """Where everything throws, or is gone, the same requests go out and are answered."""
    assert run_work(mode).commands == plain_commands
