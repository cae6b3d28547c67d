"""The host checks what a guest says, whatever the prelude has checked before."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from runtime.guest.protocol import read_turn
from runtime.model.errors import GuestLimitExceeded, GuestProtocolError

REQUEST = {
    "id": 1,
    "method": "GET",
    "scheme": "http",
    "host": "h.example.com",
    "port": 80,
    "target": "/x",
    "headers": [["Host", "h"]],
    "body": "ab",
    "verify_tls": True,
    "chunks": [1, 1],
    "apart_from": 0,
    "unfinished": True,
    "torn": 3,
    "alone": True,
}
COMMANDS: list[dict[str, Any]] = [
    {"do": "SendRequest", "request": REQUEST, "at": [1, 2], "because": "call"},
    {"do": "AbortRequest", "request": 1, "at": None},
    {"do": "Listen", "request": 1, "event": "x", "at": [1, 2]},
    {"do": "Settle", "request": 1, "verdict": "error", "problem": "x"},
    {"do": "SetTimer", "timer": 1, "delay": 0.5, "at": None},
    {"do": "ClearTimer", "timer": 1, "at": None},
    {"do": "Log", "level": "log", "text": "x", "at": [1, 2]},
    {"do": "Finish", "context": "{}", "own": True, "unchanged_since": [1], "at": [1, 2]},
    {"do": "Throw", "message": "x", "stack": [[1, 2]], "called": True},
]
HOSTILE: list[Any] = [
    -1,
    1.5,
    1e400,
    float("nan"),
    1 << 60,
    10**400,
    True,
    "x\r\ny: z",
    "\u0100",
    "",
    None,
    [],
    {},
    [[]],
    [{}],
    [1, 2, 3],
    ["a", "b"],
    {"__proto__": 1},
    "\ud800",
    [-1],
    [0, 2],
    [1],
    [["a\r", "b"]],
    [["a", "b\n"]],
    [["a"]],
    [["a", 1]],
]


def turn(*commands: object) -> bytes:
    return json.dumps({"commands": list(commands), "cpu": 0, "memory": 0, "stopped": ""}).encode()


def is_refused(*commands: object) -> bool:
    """Whether the host takes this for a break of the protocol."""
    try:
        read_turn(turn(*commands), most_commands=10)
    except GuestProtocolError:
        return True
    return False


def test_what_the_prelude_says_is_understood() -> None:
    """All commands, each with all its fields."""
    assert not is_refused(*COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command["do"])
def test_a_field_with_anything_else_in_it_is_a_break_of_the_protocol_or_harmless(
    command: dict[str, Any],
) -> None:
    """Nothing else comes of it: no other error, and no field that is missing or not known."""
    for name in command:
        refusals = [is_refused({**command, name: value}) for value in HOSTILE]
        assert any(refusals), name
        is_refused({key: value for key, value in command.items() if key != name})
    assert is_refused({**command, "more": 1})
    assert is_refused({**command, "do": "Exit"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", -1),
        ("id", True),
        ("id", 1.0),
        ("id", 1 << 60),
        ("method", "GET / HTTP/1.1\r\nX: y\r\n\r\nGET"),
        ("method", ""),
        ("method", "GÉT"),
        ("scheme", "ftp"),
        ("host", "h\r\nx"),
        ("host", "h/x"),
        ("host", "u@h"),
        ("host", "a b"),
        ("port", -1),
        ("port", 65536),
        ("port", "80"),
        ("target", ""),
        ("target", "/ HTTP/1.1\r\nX: y"),
        ("target", "/a b"),
        ("target", "/\u0100"),
        ("headers", [["X", "a\r\nTransfer-Encoding: chunked"]]),
        ("headers", [["X: a\r\nY", "b"]]),
        ("headers", [["X", "\u0100"]]),
        ("headers", [["X", "\x00"]]),
        ("headers", [["", "b"]]),
        ("headers", {"X": "y"}),
        ("headers", [["X", ["y"]]]),
        ("headers", [["X", "y", "z"]]),
        ("body", "\u0100"),
        ("body", None),
        ("body", ["a"]),
        ("chunks", [1]),
        ("chunks", [3]),
        ("chunks", [0, 2]),
        ("chunks", [-1, 3]),
        ("chunks", [1.0, 1]),
        ("verify_tls", 0),
        ("apart_from", -1),
        ("unfinished", 1),
        ("torn", -1),
        ("torn", "3"),
        ("alone", None),
        ("__proto__", 1),
        ("timeout", 5),
    ],
)
def test_a_request_that_is_none_is_a_break_of_the_protocol(field: str, value: object) -> None:
    """Not one byte of it reaches a service."""
    assert is_refused({**COMMANDS[0], "request": {**copy.deepcopy(REQUEST), field: value}})


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"1",
        b"{}",
        b'{"commands":{}}',
        b'{"commands":[1],"cpu":0,"memory":0}',
        b"\xff",
        b"[" * 100_000,
        b'{"commands":[],"cpu":-1,"memory":0}',
        b'{"commands":[],"cpu":NaN,"memory":0}',
        b'{"commands":[],"cpu":0,"memory":1e999}',
        b'{"commands":[],"cpu":0,"memory":0,"stopped":"x"}',
        b'{"commands":[],"cpu":0,"memory":' + b"9" * 5000 + b"}",
        b'{"commands":[],"cpu":' + b"9" * 400 + b',"memory":0}',
        b'{"commands":[],"cpu":0,"memory":1e300}',
        b'{"commands":[],"cpu":0,"memory":0,"stopped":[]}',
        b'{"commands":[],"cpu":0,"memory":0,"stopped":{}}',
    ],
)
def test_a_line_that_is_no_turn_is_a_break_of_the_protocol(line: bytes) -> None:
    """Whatever it is instead."""
    with pytest.raises(GuestProtocolError):
        read_turn(line, most_commands=10)


def test_too_many_commands_are_a_limit() -> None:
    """Of which a script can be guilty without any trick."""
    with pytest.raises(GuestLimitExceeded):
        read_turn(turn(*[COMMANDS[1]] * 11), most_commands=10)
