"""Tries a trick in a real run, then once more at the live world itself, as if its name had been let through.

Whatever this process connects to is noted by an audit hook, so that nothing can be reached unseen.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any
from unittest.mock import patch

from runtime.inputs.context import Context
from runtime.model.commands import SendRequest
from runtime.model.errors import BadInput
from runtime.model.events import Failed, WorldEvent
from runtime.model.http import Request
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.runs.launch import Order
from runtime.runs.report import Report
from runtime.runs.world_choice import WorldChoice
from runtime.world.live import LiveWorld
from tests import running
from tests.guest.guest import Guest
from tests.hostile.egress.tricks import OPEN, Answers, Trick

SCRIPT = Script(
    """
    function ask(urls) {
        if (!urls.length) return done(context);
        var options = context.headers ? {headers: context.headers} : {};
        try {
            rest.get(urls[0], options).on('complete', function () {
                if (context.retried) {
                    context.retried = false;
                    return this.retry(20);
                }
                setTimeout(ask, 20, urls.slice(1));  // until its connection is free again
            });
        } catch (error) {
            done(context);
        }
    }
    ask(context.urls);
    """,
    name="trick.js",
)
LIMITS = Limits(deadline=2)
Place = tuple[str, int]

_connected: list[Place] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _connected is not None and isinstance(arguments[1], tuple):
        _connected.append((str(arguments[1][0]), int(arguments[1][1])))


sys.addaudithook(_watch)  # it stays for good, and does nothing unless `connections` is being asked


@contextlib.contextmanager
def connections() -> Iterator[list[Place]]:
    """Every place that this process tries to connect to meanwhile."""
    global _connected  # noqa: PLW0603 - an audit hook can't be taken away, and has one list
    found: list[Place] = []
    _connected = found
    try:
        yield found
    finally:
        _connected = None


@dataclass
class Resolver:
    """Stands in `socket.getaddrinfo`'s place: says of a name what a trick wants, and asks no network."""

    answers: dict[str, Answers]
    asked: list[str] = field(default_factory=list)
    real: Any = socket.getaddrinfo

    def __call__(self, host: Any, port: Any, *more: Any, **flags: Any) -> Any:
        """As `socket.getaddrinfo`."""
        name = str(host)
        if name not in self.answers:
            return self._without_network(name, port, more, flags)
        told = self.answers[name]
        addresses = told[min(self.asked.count(name), len(told) - 1)]
        self.asked.append(name)
        numeric = {"type": socket.SOCK_STREAM, "flags": socket.AI_NUMERICHOST}
        return [entry for address in addresses for entry in self.real(address, port, **numeric)]

    def _without_network(self, name: str, port: Any, more: tuple[Any, ...], flags: dict[str, Any]) -> Any:
        with contextlib.suppress(OSError):  # what a C library takes for a number, hidden or not
            socket.inet_aton(name)
            return self.real(name, port, *more, **flags)
        if name.rstrip(".").endswith("localhost"):
            return self.real("127.0.0.1", port, *more, **flags)
        return self.real(name, port, *more, **{**flags, "flags": socket.AI_NUMERICHOST})


class Service(ThreadingHTTPServer):
    """A place that may be reached: it answers, or sends on to `redirect`. It may keep its connections."""

    daemon_threads = True

    def __init__(self, host: str, port: int = 0, *, keeps: bool) -> None:
        """Serve in a thread of its own until `shutdown`."""
        super().__init__((host, port), _Handler)
        self.keeps = keeps
        self.redirect = ""
        self.seen: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def place(self) -> Place:
        return str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: Service
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        first = len(self.server.seen) == 1
        self.send_response(302 if self.server.redirect and first else 200)
        if self.server.redirect and first:
            self.send_header("Location", self.server.redirect)
        if not self.server.keeps:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Say nothing."""


@dataclass
class EgressTargets:
    """Where tricks are tried: a listener at loopback that nothing may touch, and two places that are open."""

    listener: socket.socket
    listener6: socket.socket | None
    beside: Service  # at OPEN, and at the listener's port
    mapped: Service  # what open.example.com is mapped to; also the proxy

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @property
    def was_reached(self) -> bool:
        """Whether anything has connected to the listener since it was asked last."""
        found = False
        for one in (self.listener, self.listener6):
            with contextlib.suppress(BlockingIOError):
                while one is not None:
                    one.accept()[0].close()
                    found = True
        return found

    def fill(self, text: str) -> str:
        return text.replace("{port}", str(self.port)).replace("{open}", str(self.mapped.place[1]))


@contextlib.contextmanager
def open_targets() -> Iterator[EgressTargets]:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listener.getsockname()[1]
        listener6 = None
        with contextlib.suppress(OSError):  # a machine without IPv6
            listener6 = stack.enter_context(socket.create_server(("::1", port), family=socket.AF_INET6))
        for one in (listener, listener6):
            if one is not None:
                one.settimeout(0)
        beside, mapped = Service(OPEN, port, keeps=False), Service("127.0.0.1", keeps=True)
        for service in (beside, mapped):
            stack.callback(service.server_close)
            stack.callback(service.shutdown)
        yield EgressTargets(listener, listener6, beside, mapped)


@dataclass(frozen=True)
class Result:
    """What became of a trick: why it was refused, or '' and what it reached."""

    refused: str
    reached: tuple[Place, ...] = ()


def attempt(trick: Trick, targets: EgressTargets) -> Result:
    resolver = Resolver(trick.resolver)
    targets.mapped.seen.clear()
    targets.beside.seen.clear()
    targets.mapped.redirect = targets.fill(trick.redirect)
    with patch("socket.getaddrinfo", resolver), connections() as connected:
        why = _find_run_refusal(trick, targets)
        if trick.elsewhere and resolver.asked != ["trusted.example.com"]:
            why = ""
        if not (trick.by_name or trick.mapped or trick.then or trick.retried or trick.elsewhere):
            why = why and _find_world_refusal(trick, targets)
    allowed = {targets.beside.place} | ({targets.mapped.place} if trick.mapped else set())
    reached = [place for place in connected if place not in allowed]
    if reached or targets.was_reached or len(targets.mapped.seen) > trick.mapped:
        return Result("", tuple(reached))
    if (trick.redirect and not targets.mapped.seen) or (trick.retried and not targets.beside.seen):
        return Result("")  # it has come to nothing before it was one
    return Result(why)


def run(trick: Trick, targets: EgressTargets) -> Report:
    """The whole run. Raises BadInput where the options themselves are refused."""
    maps = ("open.example.com=http://127.0.0.1:{open}",) if trick.mapped else ()
    choice = WorldChoice(
        live=tuple(targets.fill(trick.live).split(",")),
        maps=tuple(map(targets.fill, maps)),
        private=trick.private,
        proxy=targets.fill("http://127.0.0.1:{open}") if trick.proxy else None,
    )
    context = Context.from_bytes("context", json.dumps(_context_of(trick, targets)).encode())
    order = Order(
        script=SCRIPT,
        context=context,
        kind=infer_kind(SCRIPT),
        limits=LIMITS,
        choice=choice,
        timers=True,
        record=None,
    )
    return running.run_order(order)[0]


def _context_of(trick: Trick, targets: EgressTargets) -> dict[str, Any]:
    urls = [targets.fill(url) for url in (trick.url, trick.then) if url]
    return {"urls": urls, "headers": trick.headers, "retried": trick.retried}


def _find_run_refusal(trick: Trick, targets: EgressTargets) -> str:
    """Why the run came to nothing; '' if it didn't."""
    try:
        report = run(trick, targets)
    except BadInput as error:
        # Nobody can open it; but a script can ask for it all the same.
        report = run(Trick(trick.name, trick.url, "other.example.com"), targets)
        return error.problem if _read_refusal(report) else ""
    if trick.elsewhere:
        return "it went where was checked" if report.outcome == "done" else ""
    return _read_refusal(report)


def _read_refusal(report: Report) -> str:
    if not report.requests:
        return "it is no URL"
    last = report.requests[-1]
    return last.denied or (last.failure if "ENOTFOUND" in last.failure else "")


def _find_world_refusal(trick: Trick, targets: EgressTargets) -> str:
    """Why the live world lets none of its requests through, whatever names are open."""
    guest = Guest(SCRIPT.text, context=_context_of(trick, targets))
    asked = [one for one in guest.commands if isinstance(one, SendRequest)]
    why = "it is no URL"
    for one in asked:
        failed = asyncio.run(_exchange(one.request, trick, targets))[-1]
        why = failed.denied or failed.failure.message if isinstance(failed, Failed) else ""
    return why


async def _exchange(request: Request, trick: Trick, targets: EgressTargets) -> list[WorldEvent]:
    proxy = targets.fill("http://127.0.0.1:{open}") if trick.proxy else None
    private = tuple(ip_network(network) for network in trick.private)
    world = LiveWorld(addresses={}, response_limit=1000, private=private, proxy=proxy)
    try:
        async with asyncio.timeout(5):
            return [event async for event in world.exchange(request)]
    finally:
        await world.aclose()
