"""An httpx transport that writes a request exactly as it is given, and reads answers with Node's parser.

httpx's own transport can't: httpcore and h11 put Host first, refuse raw Latin-1 in the target and bodies
without framing, and restler sends all three. So the request's target comes in `extensions["target"]`
(as in httpx's own transport), its headers go out in their order and case with nothing added to them,
and the body follows as it is, in one chunk if a header says `Transfer-Encoding: chunked`.

Beside `target`, a request may say `extensions["server_name"]` (whom TLS must prove; otherwise the URL's
host), `extensions["verify"]` (False takes any certificate), `extensions["chunks"]` (their sizes), and by
`extensions["number"]` and `extensions["apart_from"]` that it must not have the connection of the request of
that number, by `extensions["alone"]` that it shares one with no other. `extensions["unfinished"]` sends no
end of the body (but the size of a further chunk, `extensions["torn"]`), and gives the connection to no other.
`extensions["own"]` are the private networks that are open to this request alone.

A response has `extensions["trailers"]` and `extensions["pieces"]`, the sizes of the parts in which the body
came: lists that are complete when the body is; `extensions["whole"]`, whether the body came in the same
packet as the head; `extensions["surplus"]`, to be called then: the failure that Node reports if more than the
answer came; and `extensions["break_off"]`: call it and closing the response closes the connection, whatever
was read.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import partial

import httpx

from runtime.model.http import Failure, first_header
from runtime.session.session import RESPONSE_LIMIT
from runtime.world.http1.address_check import Gate
from runtime.world.http1.addresses import Proxy
from runtime.world.http1.node_errors import HANG_UP, Broken, Truncated
from runtime.world.http1.pool import Connections, Origin
from runtime.world.http1.response_parser import Answer, Head
from runtime.world.http1.socket import Wire

# How long Node's agent keeps an idle connection, in seconds, unless the server's Keep-Alive wants less; of
# that it leaves a second unused.
_IDLE = 5.0
_UNUSED = 1.0
# All heads of one answer, interim ones too, and the framing of its body: a server can't keep us busy.
_MOST_FRAMING = 1 << 20
_PORTS = {"http": 80, "https": 443}


class Transport(httpx.AsyncBaseTransport):
    """One run's way to the network. Requests raise Broken (a failure) or Truncated (Node waits for ever)."""

    def __init__(self, proxy: Proxy | None = None, gate: Gate | None = None) -> None:
        """Without a proxy none is used, whatever the environment says. Without a gate only public addresses
        are connected to. Raises BadInput for SSL_CERT_FILE.
        """
        self._connections = Connections(proxy, gate or Gate())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and answer when the head has arrived; the body is read from the response's stream."""
        origin = _origin(request)
        body = await request.aread()
        head = request_head(request, self._prefix(origin), self._proxy_headers(origin))
        wire = await self._connection(origin, request)
        try:
            wire.send(head + framed(request, body))
            number = request.extensions.get("number", 0)
            keep = partial(self._connections.keep, origin, wire, number)
            return await _Reader(wire, request, keep).response()
        except BaseException:
            wire.abort()
            raise

    async def aclose(self) -> None:
        """Close all connections."""
        await self._connections.aclose()

    async def _connection(self, origin: Origin, request: httpx.Request) -> Wire:
        if request.extensions.get("alone"):
            return await self._connections.open(origin)
        return await self._connections.take(origin, request.extensions.get("apart_from", 0))

    def _prefix(self, origin: Origin) -> str:
        """A proxy is told the whole address of what isn't tunnelled."""
        plain = self._connections.proxy and origin.scheme == "http"
        return f"http://{origin.authority}" if plain else ""

    def _proxy_headers(self, origin: Origin) -> list[tuple[bytes, bytes]]:
        proxy = self._connections.proxy
        if proxy is None or proxy.authorization is None or origin.scheme != "http":
            return []
        return [(b"Proxy-Authorization", proxy.authorization.encode("ascii"))]


def request_head(
    request: httpx.Request, prefix: str = "", more: list[tuple[bytes, bytes]] | None = None
) -> bytes:
    """Request line and headers, byte for byte."""
    target = prefix.encode("ascii") + request.extensions.get("target", request.url.raw_path)
    lines = [b"%s %s HTTP/1.1" % (request.method.encode("ascii"), target)]
    lines += [b"%s: %s" % pair for pair in [*request.headers.raw, *(more or [])]]
    return b"\r\n".join([*lines, b"", b""])


def framed(request: httpx.Request, body: bytes) -> bytes:
    """The body as it follows the head; Node writes each piece that it was given as a chunk."""
    codings = request.headers.get("transfer-encoding", "")
    if not re.search(r"(?:^|\W)chunked(?:$|\W)", codings, re.IGNORECASE):
        return body
    framed, start = bytearray(), 0
    for size in request.extensions.get("chunks") or [len(body)] * bool(body):
        framed += b"%x\r\n%s\r\n" % (size, body[start : start + size])
        start += size
    if not request.extensions.get("unfinished"):
        return bytes(framed) + b"0\r\n\r\n"
    torn = request.extensions.get("torn")
    return bytes(framed) + (b"%x\r\n" % torn if torn else b"")


def _origin(request: httpx.Request) -> Origin:
    url = request.url
    verify = bool(request.extensions.get("verify", True))
    name = request.extensions.get("server_name") or url.raw_host.decode("ascii")
    port = url.port if url.port is not None else _PORTS[url.scheme]
    return Origin(
        url.scheme, url.raw_host.decode("ascii"), port, name if url.scheme == "https" else "", verify,
        tuple(request.extensions.get("own", ())),
    )  # fmt: skip


class _Reader(httpx.AsyncByteStream):
    """Reads one answer from its connection; as a stream it is the body as the wire has it."""

    def __init__(self, wire: Wire, request: httpx.Request, keep: Callable[[float], None]) -> None:
        self._wire = wire
        self._keep = keep
        self._answer = Answer(request.method)
        self._tunnel = request.method == "CONNECT"
        # Node's agent doesn't mind a `Connection: close` of the script's own: the server is to close.
        self._last = bool(request.extensions.get("alone") or request.extensions.get("unfinished"))
        self._read = False
        self._broken_off = False

    async def response(self) -> httpx.Response:
        """The response, as soon as its head is there."""
        while self._answer.head is None:
            await self._more()
        if self._answer.switched or self._tunnel:
            raise Truncated("the server has switched to another protocol")
        head = self._answer.head
        return httpx.Response(
            head.status,
            headers=[(n.encode("latin-1"), v.encode("latin-1")) for n, v in head.headers],
            stream=self,
            extensions={
                "http_version": f"HTTP/{head.version}".encode("ascii"),
                "reason_phrase": head.reason.encode("latin-1"),
                "trailers": self._answer.trailers,
                "pieces": self._answer.pieces,
                "surplus": self._surplus,
                "whole": self._answer.complete,
                "break_off": self._break_off,
            },
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, packet by packet. Raises Broken and Truncated."""
        while True:
            if body := self._answer.take_body():
                yield body
            if self._answer.complete:
                break
            if self._answer.failure is not None:
                raise Broken(self._answer.failure)
            await self._more()
        self._read = True

    async def aclose(self) -> None:
        """Close the connection, unless the answer was read to its end."""
        if not self._kept():
            self._wire.abort()

    def _surplus(self) -> Failure | None:
        return self._answer.failure

    def _break_off(self) -> None:
        self._broken_off = True

    async def _more(self) -> None:
        answer = self._answer
        try:
            packet = await self._wire.read()
        except Broken as error:
            # A body that lasts until the connection ends has its end by this, too.
            if answer.head is None or not answer.end():
                raise
            answer.failure = error.failure
            return
        if packet:
            answer.feed(packet)
        elif answer.head is None:
            raise Broken(HANG_UP)
        elif not answer.end():
            raise Truncated("the connection ended before the answer did")
        if answer.head is None and answer.failure is not None:
            raise Broken(answer.failure)
        if answer.framing > _MOST_FRAMING:
            text = f"an answer had more than {_MOST_FRAMING >> 20} MB of interim answers, headers and framing"
            raise Broken(Failure(text, RESPONSE_LIMIT))

    def _kept(self) -> bool:
        """Whether the connection is left open for another request."""
        answer = self._answer
        if answer.head is None or self._broken_off or self._last or not answer.head.keep_alive:
            return False
        seconds = _idle_seconds(answer.head)
        if not self._read or answer.surplus or answer.failure or not seconds:
            return False
        self._keep(seconds)
        return True


def _idle_seconds(head: Head) -> float:
    """How long to keep the connection: a server's `Keep-Alive: timeout=5` can only shorten it."""
    hint = re.match(r"timeout=(\d{1,9})", first_header(head.headers, "keep-alive") or "")
    return min(_IDLE, max(0.0, float(hint[1]) - _UNUSED)) if hint else _IDLE
