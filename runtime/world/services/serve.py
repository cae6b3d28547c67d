"""A fake service over HTTP, for curl and other tools: the same pure core behind starlette and uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from runtime.model.errors import BadInput
from runtime.model.http import Request
from runtime.world.services import NoAnswer, Service
from runtime.world.services.state_files import save_state

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_LARGEST = 10 << 20  # bytes of a request's body


class FakeApplication:
    """One fake service and its state, as an ASGI application."""

    def __init__(
        self, service: Service, state: Any, now: Callable[[], float], state_file: Path | None = None
    ) -> None:
        """`now` is in seconds since the epoch; the state is kept in `state_file` after every change."""
        self._service, self.state, self._now, self._file = service, state, now, state_file
        self._number = 0
        self.server: uvicorn.Server | None = None  # once it is application
        self.state_error: BadInput | None = None  # why it can't go on
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=_METHODS)])

    async def _answer(self, incoming: HttpRequest) -> HttpResponse:
        body = await _body(incoming)
        if body is None:
            return HttpResponse(status_code=413)
        try:
            answer = self._ask(incoming, body)
        except BadInput as error:
            self._give_up(error)
            answer = NoAnswer.CUT
        if answer is NoAnswer.NEVER:
            await self._until_gone(incoming)
        if isinstance(answer, NoAnswer):
            # A server can't refuse a connection that it has accepted: it breaks it.
            incoming.scope["state"]["break_off"]()
            return HttpResponse(status_code=503)
        response = HttpResponse(answer.body, answer.status)
        raw = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in answer.headers]
        response.raw_headers = raw
        return response

    def _give_up(self, error: BadInput) -> None:
        """A state that can't be kept any more is no state to go on with."""
        self.state_error = self.state_error or error
        if self.server is not None:
            self.server.should_exit = True

    async def _until_gone(self, incoming: HttpRequest) -> None:
        # ASGI says it only when asked; and ending the server does not wait for silent connections.
        while not (self._ending or await incoming.is_disconnected()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    @property
    def _ending(self) -> bool:
        return self.server is not None and self.server.should_exit

    def _ask(self, incoming: HttpRequest, body: bytes) -> Any:
        # Not a moment's pause between reading the state and replacing it: requests come side by side.
        self._number += 1
        before = self.state
        answer, self.state = self._service.respond(
            _request(incoming, body, self._number), before, self._now()
        )
        if self._file is not None and self.state != before:
            save_state(self._service, self.state, self._file)
        return answer


def listen(host: str, port: int) -> socket.socket:
    """A listener socket. Raises BadInput if the port is taken or not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this would take a port from whoever has it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        problem = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            f"--port {port}",
            f"can't be listened on at {host}: {problem.lower()}",
            "Name another with --port; --port 0 takes a free one.",
        ) from error
    return listener


def serve(application: FakeApplication, listener: socket.socket) -> None:
    """Answer until somebody presses Ctrl-C. Raises BadInput if the state can't be kept any more."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # uvicorn gives a Ctrl-C on to who had it before
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server(application).serve(sockets=[listener]))
    if application.state_error is not None:
        raise application.state_error


def server(application: FakeApplication) -> uvicorn.Server:
    """The server for one fake, not yet started."""
    config = uvicorn.Config(
        application.app,
        http=_Breakable,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    application.server = uvicorn.Server(config)
    return application.server


class _Breakable(HttpToolsProtocol):
    """uvicorn's own protocol, through which an application can break its connection off."""

    def on_message_begin(self) -> None:
        """A request begins: its scope gets the way to break it off."""
        super().on_message_begin()
        self.scope["state"] = {**self.scope.get("state", {}), "break_off": self.transport.abort}


async def _body(incoming: HttpRequest) -> bytes | None:
    parts, size = [], 0
    async for part in incoming.stream():
        size += len(part)
        if size > _LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)


def _request(incoming: HttpRequest, body: bytes, number: int) -> Request:
    query = incoming.scope["query_string"].decode("latin-1")
    target = incoming.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in incoming.headers.raw)
    host = (incoming.headers.get("host") or "").rpartition(":")[0] or incoming.headers.get("host") or ""
    return Request(number, incoming.method, "http", host, 80, target, headers, body)
