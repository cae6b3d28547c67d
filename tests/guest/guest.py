"""A script in its engine, without cage, session or network: the test plays the world."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from runtime.guest import prelude
from runtime.guest.engine import Engine
from runtime.guest.protocol import event_line, format_begun, read_turn
from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.events import Aborted, Cut, Event, Failed, Fired, Received, Responded
from runtime.model.http import Failure, Header

JSON = ("Content-Type", "application/json")
REFUSED = Failure("connect ECONNREFUSED 127.0.0.1:80", "ECONNREFUSED", -111, "connect", "127.0.0.1", 80)


@cache
def _prelude() -> str:
    return prelude.source()  # its many files are read once, and not for each of thousands of scripts


class Guest:
    """Runs `script` at once; what it asked for is in `commands`, and each method below is one event."""

    def __init__(self, script: str, *, context: Any = None, timers: bool = False) -> None:
        self.commands: list[Command] = []
        self._engine = Engine(cpu=10, memory=64 << 20, prelude_source=_prelude())
        self._types: dict[int, str | None] = {}
        begun = format_begun(
            context=json.dumps({} if context is None else context),
            kind="workflow",
            timers=timers,
            seed=(1, 2, 3, 4),
            now=0,
        )
        self._keep(self._engine.run(begun, script).commands)

    def answer(
        self,
        request: int,
        status: int = 200,
        body: bytes = b"",
        headers: Sequence[Header] = (),
        *,
        reason: str = "OK",
        decoded: bytes | None = None,
        undecodable: Failure | None = None,
    ) -> Guest:
        """A whole answer: its head, then its body."""
        self.respond(request, status, headers, reason=reason)
        content_type = next((v for k, v in headers if k.lower() == "content-type"), None)
        event = Received(request, body, decoded=decoded, undecodable=undecodable)
        return self.deliver(event, content_type)

    def respond(
        self, request: int, status: int, headers: Sequence[Header] = (), *, reason: str = "OK"
    ) -> Guest:
        return self.deliver(Responded(request, status, reason, tuple(headers)))

    def fail(self, request: int, failure: Failure = REFUSED) -> Guest:
        return self.deliver(Failed(request, failure))

    def cut(self, request: int) -> Guest:
        """The connection ends before the answer does."""
        return self.deliver(Cut(request))

    def close_aborted(self, request: int) -> Guest:
        """The connection of an aborted request is closed."""
        return self.deliver(Aborted(request))

    def fire(self, timer: int) -> Guest:
        return self.deliver(Fired(timer))

    @property
    def requests(self) -> list[SendRequest]:
        return self.commands_of(SendRequest)

    @property
    def last_request(self) -> str:
        """The last request as it goes over the wire, its body unchunked."""
        request = self.requests[-1].request
        lines = [f"{request.method} {request.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers]
        return "\r\n".join([*lines, "", request.body.decode("latin-1")])

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.requests[-1].request.headers)

    @property
    def log(self) -> list[str]:
        """What the script wrote to its console."""
        return [log.text for log in self.commands_of(Log)]

    @property
    def exception(self) -> str:
        """The message of the exception that left the script; '' without one."""
        throws = self.commands_of(Throw)
        return throws[0].message if throws else ""

    @property
    def result(self) -> Any:
        """The context with which the script first called done."""
        return json.loads(self.commands_of(Finish)[0].context)

    @property
    def verdicts(self) -> list[tuple[int, str, str]]:
        return [(s.request, s.verdict, s.problem) for s in self.commands_of(Settle)]

    def value(self, expression: str) -> Any:
        """What an expression of the script's global scope comes to: text or a number."""
        return self._engine._context.eval(expression)

    def commands_of(self, kind: type[Any]) -> list[Any]:
        return [command for command in self.commands if isinstance(command, kind)]

    def deliver(self, event: Event, content_type: str | None = None) -> Guest:
        self._keep(self._engine.deliver(event_line(event, 0, content_type).decode()).commands)
        return self

    def _keep(self, commands: str) -> None:
        line = f'{{"commands":[{commands}],"cpu":0,"memory":0}}'.encode()
        self.commands += read_turn(line, most_commands=1000).commands


__all__ = [
    "JSON",
    "REFUSED",
    "AbortRequest",
    "ClearTimer",
    "Finish",
    "Guest",
    "Listen",
    "Log",
    "SendRequest",
    "SetTimer",
    "Settle",
    "Throw",
]
