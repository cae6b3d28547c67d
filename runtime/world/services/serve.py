"""Serves a fake service over HTTP, for curl and other tools, with starlette and uvicorn."""

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
from runtime.model.option import Option
from runtime.world.services import NoAnswer, Service
from runtime.world.services.state_files import save_state

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_LARGEST = 10 << 20  # bytes of a request's body


class FakeApplication:
    """One fake service and its state, as an ASGI application."""

    def __init__(
        self, service: Service, state: Any, now: Callable[[], float], state_file: Path | None = None
    ) -> None:
        """`now` is in seconds since the epoch; `state_file` is written after every change."""
        self._service, self.state, self._now, self._file = service, state, now, state_file
        self._number = 0
        self.server: uvicorn.Server | None = None  # set when it is served
        self.state_error: BadInput | None = None  # the error that stopped it
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
            # A server can't refuse a connection that it has accepted: it aborts it.
            incoming.scope["state"]["break_off"]()
            return HttpResponse(status_code=503)
        response = HttpResponse(answer.body, answer.status)
        raw = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in answer.headers]
        response.raw_headers = raw
        return response

    def _give_up(self, error: BadInput) -> None:
        """Stop the server, because the state can't be written any more."""
        self.state_error = self.state_error or error
        if self.server is not None:
            self.server.should_exit = True

    async def _until_gone(self, incoming: HttpRequest) -> None:
        # ASGI reports a disconnect only when asked, and the server's end must not wait for silent
        # connections.
        while not (self._ending or await incoming.is_disconnected()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    @property
    def _ending(self) -> bool:
        return self.server is not None and self.server.should_exit

    def _ask(self, incoming: HttpRequest, body: bytes) -> Any:
        # No await between reading and replacing the state: requests are handled at the same time.
        self._number += 1
        before = self.state
        answer, self.state = self._service.respond(
            _request(incoming, body, self._number), before, self._now()
        )
        if self._file is not None and self.state != before:
            save_state(self._service, self.state, self._file)
        return answer


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadInput if the port can't be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this would take a port that another process uses
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        problem = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            Option.PORT.spell(port),
            f"can't be used at {host}: {problem.lower()}",
            f"Name another one, or take a free one with {Option.PORT.spell(0)}.",
        ) from error
    return listener


def serve(application: FakeApplication, listener: socket.socket) -> None:
    """Serve until Ctrl-C. Raises BadInput if the state can't be written any more."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # uvicorn passes Ctrl-C on to this handler
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
    """uvicorn's own protocol, with which an application can abort its connection."""

    def on_message_begin(self) -> None:
        """Put the function that aborts the connection into the scope of a new request."""
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
