"""One recorded case through the product's own path: child, session, live world, real sockets.

What runs in the child is `recorder/core.js`, which the real library's cases were recorded with, too.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from runtime.model.errors import BadInput
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.runs.result import RunResult
from runtime.secrets import RecordedSecrets
from runtime.session.routing import Policy, Route
from runtime.world.live import LiveWorld
from tests import running
from tests.conformance.recorder.rawserver import RawServer

PROGRAM = "tests.conformance.child"  # what runs in the child
CORE = Path(__file__).parent / "recorder" / "core.js"
LIMITS = Limits(deadline=20, after_done=0.001, cpu=20, memory=256 << 20, requests=1000)
# What arrives at the server just before a case is over is still read.
_LAST_BYTES = 0.01

# The case gets what Node's host gave it. A Buffer is no global of scripts, but restler makes one of
# `data`, and every Buffer knows its constructor.
_HOST = """
;(function (kase, vars) {
  var Buffer = new rest.Request('http://localhost/', { data: 'x' }).options.data.constructor;
  globalThis.Buffer = Buffer;
  var told = [];
  globalThis.uncaught = function (error) { told.push(error); };
  console.log = function () { if (api) api.console([].slice.call(arguments)); };
  var api = runCase({
    rest: rest, kase: kase, vars: vars,
    host: {
      isBuffer: Buffer.isBuffer, setTimeout: setTimeout,
      toB64: function (bytes) { return bytes.toString('base64'); },
      fromB64: function (text) { return Buffer.from(text, 'base64'); }
    },
    finish: function (result) { done(result); }
  });
  globalThis.uncaught = api.uncaught;
  told.forEach(api.uncaught);
})(%s, %s);
"""


class _Anywhere(Policy):
    """Every request goes to the network."""

    def route(self, request: Request) -> Route:  # noqa: ARG002 - whatever it is
        return Route("live")


def play(case: dict[str, Any], record: Path | None = None) -> dict[str, Any]:
    """Run one case against a server of its own: its result as core.js and the server tell it."""
    server = RawServer(case.get("server"))
    try:
        plan = _plan(case, server.vars)
        result = _run(plan, record)
        time.sleep(_LAST_BYTES)
    finally:
        for listener in server.listeners:
            with suppress(OSError):  # to close one alone would leave its thread waiting on it
                listener.shutdown(socket.SHUT_RDWR)
        server.close()
    result["requests"] = list(server.requests)
    named: dict[str, Any] = _with_names(result, server.vars)
    return named


def _plan(case: dict[str, Any], names: dict[str, str]) -> Plan:
    host = _HOST % (json.dumps(case), json.dumps(names))
    script = Script(CORE.read_text("utf-8") + host, name="case.js")
    started = int(time.time() * 1000)
    return Plan(
        script=script,
        context="{}",
        kind=Kind.WORKFLOW,
        limits=LIMITS,
        timers=True,
        seed=(1, 2, 3, 4),
        started=started,
    )


def _run(plan: Plan, record: Path | None) -> dict[str, Any]:
    private = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    live = LiveWorld(addresses={}, response_limit=LIMITS.response, private=private)
    try:
        outcome = running.run(
            plan,
            {"live": live},
            _Anywhere(),
            RecordedSecrets(),
            record=record,
            confirm=lambda _request: True,
            program=PROGRAM,
        )
    except BadInput as error:
        return {"harness_error": str(error)}
    return _result(outcome)


def _result(ran: RunResult) -> dict[str, Any]:
    if ran.context is None:
        return {"harness_error": f"{ran.ending.outcome}: {ran.ending.detail}"}
    result: dict[str, Any] = json.loads(ran.context)
    return result


def _with_names(value: Any, names: dict[str, str]) -> Any:
    """The result with {PORT} for the port's number, as goldens have it: ports change with each run."""
    ports = [(f"{{{name}}}", names[name]) for name in ("DEADPORT", "PORT2", "PORT")]
    return _replaced(value, _namer(ports))


def _namer(ports: list[tuple[str, str]]) -> Callable[[str | int], str | int]:
    def named(value: str | int) -> str | int:
        for name, port in ports:
            if isinstance(value, str):
                value = re.sub(rf"(?<!\d){port}(?!\d)", name, value)
            elif value == int(port):
                return name
        return value

    return named


def _replaced(value: Any, named: Callable[[str | int], str | int]) -> Any:
    if isinstance(value, dict):
        return {named(key): _replaced(inner, named) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, named) for inner in value]
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return named(value)
    return value
