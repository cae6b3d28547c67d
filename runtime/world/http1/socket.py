"""One TCP or TLS connection as packets, with Node's failures.

asyncio's StreamReader is not used: when a connection breaks it raises the error and drops data that came
before it, but a server that answers early and then resets the connection has still answered; and it can't
discard data that came on an idle connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from runtime.model.http import Failure
from runtime.world.http1.node_errors import (
    ExchangeError,
    connect_failure,
    handshake_failure,
    resolve_failure,
    stream_failure,
    wrong_name,
)

# Node tries the addresses of a name in turn and gives each except the last this many seconds
# (autoSelectFamilyAttemptTimeout).
_ATTEMPT = 0.25
_MOST_UNREAD = 256 * 1024


class Wire(asyncio.Protocol):
    """An open connection. `send` never waits; `read` gives one packet, and b"" at the end."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = loop.create_future()
        self._transport: asyncio.Transport | None = None
        self._packets: deque[bytes] = deque()
        self._unread = 0
        self._paused = False
        self._ended = False
        self._error: OSError | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def fresh(self) -> bool:
        """Whether another request can use it: it is open, and everything was sent."""
        idle = self._transport is not None and not self._transport.get_write_buffer_size()
        return idle and not self._ended

    def send(self, data: bytes) -> None:
        """Write; data that the other side doesn't take yet is kept in memory."""
        if self._transport is not None:
            self._transport.write(data)

    async def read(self) -> bytes:
        """The next packet. Raises ExchangeError after the last one if the connection broke."""
        while not self._packets and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._packets:
            return self._take()
        if self._error is not None:
            raise ExchangeError(stream_failure(self._error))
        return b""

    def discard(self) -> None:
        """Drop data that came without a request, as Node does on idle connections."""
        while self._packets:
            self._take()

    def abort(self) -> None:
        """Close at once; data that was not sent yet is lost."""
        if self._transport is not None:
            self._transport.abort()

    async def secure(self, context: ssl.SSLContext, name: str, port: int) -> None:
        """Start TLS. The certificate must be valid for `name`. Raises ExchangeError."""
        loop = asyncio.get_running_loop()
        assert self._transport is not None  # noqa: S101 - it is connected
        try:
            # asyncio never returns for an invalid name, so it is tried here first.
            context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=name)
            secured = await loop.start_tls(self._transport, self, context, server_hostname=name)
        except OSError as error:
            raise ExchangeError(handshake_failure(error, name, port)) from error
        except (
            ValueError
        ) as error:  # an invalid name; after OSError, because some of ssl's are ValueErrors too
            raise ExchangeError(wrong_name(name)) from error
        if secured is None:  # closed during the handshake: asyncio can report it so
            raise ExchangeError(handshake_failure(ConnectionResetError(), name, port))
        self._transport = secured

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the open connection."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is TCP or TLS
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take a packet."""
        self._packets.append(data)
        self._unread += len(data)
        if self._transport is not None and _is_reset(self._transport):
            self._ended = True
        if self._unread > _MOST_UNREAD and self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Take the end of the data; the transport closes itself."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection, with its error if there is one."""
        if not self._ended and isinstance(exc, OSError):
            self._error = exc
        self._ended = True
        if not self.closed.done():
            self.closed.set_result(None)
        self._wake()

    def _take(self) -> bytes:
        packet = self._packets.popleft()
        self._unread -= len(packet)
        if self._paused and not self._packets and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return packet

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _is_reset(transport: asyncio.Transport) -> bool:
    """Whether the other side has reset the connection already. libuv treats that as a normal end if it comes
    together with data.
    """
    connection = transport.get_extra_info("socket")
    if connection is None or connection.fileno() < 0 or not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(connection, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


async def connect(host: str, port: int, check: Callable[[str, Sequence[str]], None]) -> Wire:
    """Connect to a host's first address that answers. Raises ExchangeError.

    The name is resolved once. `check` gets the name and all its addresses, and raises ExchangeError for one
    that is closed; the connection goes to one of the checked addresses. If no address answers, the first
    one's failure is raised: Node's AggregateError has its code, but no message.
    """
    addresses = await _resolve(host, port)
    check(host, addresses)
    failures: list[Failure] = []
    for number, address in enumerate(addresses, start=1):
        patience = _ATTEMPT if number < len(addresses) else None
        try:
            async with asyncio.timeout(patience):
                return await _open(address, port)
        except OSError as error:
            failures.append(connect_failure(error, address, port))
    raise ExchangeError(failures[0])


async def _open(address: str, port: int) -> Wire:
    # An address is never resolved again.
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(Wire, address, port, flags=socket.AI_NUMERICHOST)
    return wire


async def _resolve(host: str, port: int) -> list[str]:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return [host]  # as in the script: Node's errors have it in this form
    try:
        found = await _look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise ExchangeError(resolve_failure(error, host)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


# The result of socket.getaddrinfo: family, type, protocol, canonical name, and an address tuple.
_Found = Sequence[tuple[Any, Any, int, str, tuple[Any, ...]]]


async def _look_up(host: str, port: int) -> _Found:
    """Resolve in a thread that nothing waits for: the end of a run must not wait for a slow resolver."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Found] = loop.create_future()

    def deliver(found: _Found | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def ask_resolver() -> None:
        found: _Found | None = None
        problem: OSError | UnicodeError | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            problem = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: the run is over
            loop.call_soon_threadsafe(deliver, found, problem)

    threading.Thread(target=ask_resolver, name=f"getaddrinfo {host}", daemon=True).start()
    return await answer
