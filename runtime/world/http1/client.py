"""An HTTP/1.1 client that sends a request byte for byte, and reads answers with Node's parser.

httpcore and h11 can't do that: they put Host first, and refuse Latin-1 in the target and bodies without
framing. restler sends all three.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from runtime.model.http import Failure, Header, first_header
from runtime.world.http1.address_check import AddressCheck
from runtime.world.http1.addresses import Proxy
from runtime.world.http1.connection_pool import ConnectionPool
from runtime.world.http1.node_errors import HANG_UP, ExchangeError, OversizedError, TruncatedError
from runtime.world.http1.response_parser import ResponseParser
from runtime.world.http1.socket import Wire
from runtime.world.http1.wire_messages import Origin, ResponseHead, WireRequest

# Node's agent keeps an idle connection for so many seconds, or for the server's Keep-Alive if that is less;
# it doesn't use the last second of that.
_IDLE = 5.0
_UNUSED = 1.0
# Bytes of all heads of one answer, with interim ones, and of the framing of its body.
_MOST_FRAMING = 1 << 20


class BodyStream(Protocol):
    """An answer's body as it arrives: iterate over it, then read the properties, then close it."""

    @property
    def trailers(self) -> list[Header]:
        """The headers after a chunked body; complete at the end of the body."""
        ...

    @property
    def pieces(self) -> list[int]:
        """The sizes in bytes of the parts in which it came; complete at the end of the body."""
        ...

    @property
    def surplus(self) -> Failure | None:
        """The error that Node reports if more than the answer came; known at the end of the body."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, packet by packet. Raises ExchangeError, TruncatedError and OversizedError."""
        ...

    def abort(self) -> None:
        """Close the connection now."""
        ...

    def close(self) -> None:
        """Keep the connection for the next request if the answer was read to its end; otherwise close it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WireResponse:
    """An answer whose head has arrived; `whole` if its body came in the same packet."""

    head: ResponseHead
    whole: bool
    body: BodyStream


class Http1Client:
    """The HTTP client of one run. It raises ExchangeError, OversizedError, and TruncatedError where Node
    would wait for ever.
    """

    def __init__(self, *, proxy: Proxy | None = None, addresses: AddressCheck | None = None) -> None:
        """The environment's proxies are not used. Without `addresses` only public addresses are open. Raises
        BadInput for SSL_CERT_FILE.
        """
        self._proxy = proxy
        self._pool = ConnectionPool(proxy, addresses or AddressCheck())

    async def send(self, request: WireRequest) -> WireResponse:
        """Send a request; returns as soon as the answer's head has arrived."""
        return await (await self.connect(request)).respond()

    async def connect(self, request: WireRequest) -> WireExchange:
        """Take or open a connection for a request, and send nothing yet."""
        origin = request.origin
        data = encode_head(request, self._prefix(origin), self._proxy_headers(origin)) + encode_body(request)
        wire = await self._take_wire(request)
        return WireExchange(wire, request, data, partial(self._pool.keep, origin, wire, request.number))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def _take_wire(self, request: WireRequest) -> Wire:
        if request.alone:
            return await self._pool.open(request.origin)
        return await self._pool.take(request.origin, request.apart_from)

    def _prefix(self, origin: Origin) -> str:
        """The beginning of the absolute target that a proxy needs for plain HTTP."""
        return f"http://{origin.authority}" if self._proxy and origin.scheme == "http" else ""

    def _proxy_headers(self, origin: Origin) -> tuple[Header, ...]:
        if self._proxy is None or self._proxy.authorization is None or origin.scheme != "http":
            return ()
        return (("Proxy-Authorization", self._proxy.authorization),)


class WireExchange:
    """One request on its connection."""

    def __init__(self, wire: Wire, request: WireRequest, data: bytes, keep: Callable[[float], None]) -> None:
        self._wire = wire
        self._data = data
        self._body = _WireBody(wire, request, keep)

    async def respond(self) -> WireResponse:
        """Send it; returns as soon as the answer's head has arrived. A failure closes the connection."""
        try:
            self._wire.send(self._data)
            head = await self._body.read_head()
        except BaseException:
            self._wire.abort()
            raise
        return WireResponse(head=head, whole=self._body.complete, body=self._body)


def encode_head(request: WireRequest, prefix: str = "", more: tuple[Header, ...] = ()) -> bytes:
    """Request line and headers, byte for byte."""
    lines = [f"{request.method} {prefix}{request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (*request.headers, *more)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def encode_body(request: WireRequest) -> bytes:
    """The body as it follows the head; Node sends each piece that was written as a chunk."""
    codings = ", ".join(value for name, value in request.headers if name.lower() == "transfer-encoding")
    if not re.search(r"(?:^|\W)chunked(?:$|\W)", codings, re.IGNORECASE):
        return request.body
    encoded, start = bytearray(), 0
    for size in request.chunks or [len(request.body)] * bool(request.body):
        encoded += b"%x\r\n%s\r\n" % (size, request.body[start : start + size])
        start += size
    if not request.unfinished:
        return bytes(encoded) + b"0\r\n\r\n"
    return bytes(encoded) + (b"%x\r\n" % request.torn_chunk if request.torn_chunk else b"")


class _WireBody:
    """Reads one answer from its connection."""

    def __init__(self, wire: Wire, request: WireRequest, keep: Callable[[float], None]) -> None:
        self._wire = wire
        self._keep = keep
        self._parser = ResponseParser(request.method)
        self._tunnel = request.method == "CONNECT"
        # Node's agent ignores a `Connection: close` from the script: then the server closes the connection.
        self._reusable = not (request.alone or request.unfinished)
        self._at_end = False

    @property
    def trailers(self) -> list[Header]:
        return self._parser.trailers

    @property
    def pieces(self) -> list[int]:
        return self._parser.pieces

    @property
    def surplus(self) -> Failure | None:
        return self._parser.failure

    @property
    def complete(self) -> bool:
        return self._parser.complete

    async def read_head(self) -> ResponseHead:
        while self._parser.head is None:
            await self._read_packet()
        if self._parser.switched or self._tunnel:
            raise TruncatedError("the server has switched to another protocol")
        return self._parser.head

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            if body := self._parser.take_body():
                yield body
            if self._parser.complete:
                break
            if self._parser.failure is not None:
                raise ExchangeError(self._parser.failure)
            await self._read_packet()
        self._at_end = True

    def abort(self) -> None:
        self._reusable = False
        self._wire.abort()

    def close(self) -> None:
        seconds = self._seconds_to_keep()
        if seconds:
            self._keep(seconds)
        else:
            self._wire.abort()

    async def _read_packet(self) -> None:
        parser = self._parser
        try:
            packet = await self._wire.read()
        except ExchangeError as error:
            # For a body that lasts until the connection ends, this is also its end.
            if parser.head is None or not parser.end():
                raise
            parser.failure = error.failure
            return
        if packet:
            parser.feed(packet)
        elif parser.head is None:
            raise ExchangeError(HANG_UP)
        elif not parser.end():
            raise TruncatedError("the connection ended before the answer did")
        if parser.head is None and parser.failure is not None:
            raise ExchangeError(parser.failure)
        if parser.framing > _MOST_FRAMING:
            most = f"{_MOST_FRAMING >> 20} MB"
            raise OversizedError(f"an answer had more than {most} of interim answers, headers and framing")

    def _seconds_to_keep(self) -> float:
        """How many seconds the connection is kept for another request; 0 if it isn't."""
        parser = self._parser
        if parser.head is None or not self._reusable or not parser.head.keep_alive:
            return 0
        if not self._at_end or parser.surplus or parser.failure:
            return 0
        # A server's `Keep-Alive: timeout=5` can only shorten this.
        hint = re.match(r"timeout=(\d{1,9})", first_header(parser.head.headers, "keep-alive") or "")
        return min(_IDLE, max(0.0, float(hint[1]) - _UNUSED)) if hint else _IDLE
