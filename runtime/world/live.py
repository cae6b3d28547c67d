"""The real network: the hosts that were opened (the session lets no other through), at addresses that may be
connected to.

Node 20's behaviour is kept where script or server could notice it: what goes out, what comes back, in which
words a failure is told, when a connection is used again. It deviates knowingly in these:
 - of several addresses that all refuse, the first one's failure is told (Node: an error without message);
 - a refused certificate's names are not listed, and of several faults in a chain the first is told;
 - of a TLS protocol error the text ends after its reason (Node adds a line of OpenSSL's source);
 - answers are limited in size.
"""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncGenerator, Mapping

import httpx

from runtime.model.egress.hosts import plain
from runtime.model.egress.networks import Network
from runtime.model.events import Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Header, Request, not_found
from runtime.session.session import RESPONSE_LIMIT
from runtime.world.http1.address_check import Gate, named_address
from runtime.world.http1.addresses import Address, parse_proxy
from runtime.world.http1.client import Transport
from runtime.world.http1.decoding import TooLarge, decode, encoding
from runtime.world.http1.node_errors import Broken, Truncated, resolve_failure


class LiveWorld:
    """Sends requests over HTTP and HTTPS, and yields what comes of each. One object serves one run."""

    def __init__(
        self,
        *,
        addresses: Mapping[str, Address],
        response_limit: int,
        private: tuple[Network, ...] = (),
        proxy: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`addresses` says where the requests to a host (lower-case) go instead: `--map`.

        `response_limit` is in bytes, before and after decompression. `private` are networks that are open
        beside the public Internet; a mapped address is open to its own host. `proxy` is the URL of an HTTP
        proxy for the hosts that are not mapped. `transport` stands for the whole network. Raises BadInput for
        a proxy, SSL_CERT_FILE or SSL_CERT_DIR that can't be used.
        """
        self._addresses = addresses
        self._limit = response_limit
        self._gate = Gate(private)
        self._direct = transport or Transport(gate=self._gate)
        proxied = proxy is not None and transport is None
        self._proxied = Transport(parse_proxy(proxy or ""), self._gate) if proxied else self._direct

    @property
    def needed(self) -> tuple[Network, ...]:
        """The private networks that the run has needed, as small as can be."""
        return self._gate.needed

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """Responded, then Received; Failed at any point; or nothing more where Node waits for ever."""
        try:
            response = await self._send(request)
            try:
                yield _responded(request.id, response)
                # The script has it before the connection is free for another request, as in Node.
                yield await self._received(request, response)
            except BaseException:
                response.extensions.get("break_off", _nothing)()
                raise
            finally:
                await response.aclose()
        except Truncated:
            return
        except Broken as error:
            failed = Failed(request.id, error.failure, error.denied)
        except httpx.TransportError as error:  # of another transport
            failed = Failed(request.id, Failure(str(error), "ECONNRESET"))
        else:
            return
        yield failed

    async def aclose(self) -> None:
        """Close all connections."""
        await self._direct.aclose()
        await self._proxied.aclose()

    async def _send(self, request: Request) -> httpx.Response:
        mapped = self._addresses.get(plain(request.host))
        transport = self._direct if mapped else self._proxied
        if transport is not self._direct and request.scheme == "http" and request.ambiguous:
            # To a proxy such a request could be one to any host at all.
            reason = f"the body of this {request.method} can be read as a further request, by the proxy, too"
            raise Broken(not_found(request.host), f"{reason}: no option allows it")
        return await transport.handle_async_request(outgoing(request, mapped))

    async def _received(self, request: Request, response: httpx.Response) -> Received | Failed:
        kind = encoding(_headers(response))
        decoded: bytes | Failure | None = None
        try:
            body = await self._body(response)
            if kind is not None:
                decoded = decode(kind, body, self._limit)
        except TooLarge:
            most = f"{self._limit / (1 << 20):g} MB"
            problem = f"the answer to {request.method} {request.url} is larger than {most} (--max-response)"
            return Failed(request.id, Failure(problem, RESPONSE_LIMIT))
        trailers = tuple(response.extensions.get("trailers", ()))
        surplus = response.extensions.get("surplus", _nothing)()
        pieces = tuple(response.extensions.get("pieces", ()))[:-1]
        if isinstance(decoded, Failure):
            return Received(request.id, body, trailers, None, decoded, surplus, pieces)
        return Received(request.id, body, trailers, decoded, None, surplus, pieces)

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - it is an async transport's
        async for packet in response.stream:  # raw: httpx would decode it, and raise on bad gzip
            body += packet
            if len(body) > self._limit:
                raise TooLarge
        return bytes(body)


def _nothing() -> None:
    """What another transport has beyond the answer, and what it does to break off."""


def outgoing(request: Request, mapped: Address | None = None) -> httpx.Request:
    """The request in httpx's words, to where it is mapped. Raises Broken for a host that can't be one."""
    to = mapped or Address(request.scheme, request.host, request.port)
    try:
        url = httpx.URL(scheme=to.scheme, host=to.host, port=to.port)
    except httpx.InvalidURL as error:
        raise Broken(resolve_failure(OSError(), to.host)) from error
    return httpx.Request(
        request.method,
        url,
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers],
        stream=httpx.ByteStream(request.body),  # `content` would make httpx add headers
        extensions={
            "target": request.target.encode("latin-1"),
            "server_name": mapped.host if mapped else server_name(request),
            "verify": request.verify_tls,
            "chunks": request.chunks,
            "number": request.id,
            "apart_from": request.apart_from,
            "unfinished": request.unfinished,
            "torn": request.torn,
            "alone": request.alone,
            "own": named_address(mapped.host) if mapped else (),
        },
    )


def server_name(request: Request) -> str:
    """Whom TLS must prove: as in Node the Host header's name, unless that is an IP address or nothing."""
    header = request.header("host") or ""
    name = header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or request.host
    return request.host


def _responded(number: int, response: httpx.Response) -> Responded:
    extensions = response.extensions
    version = extensions.get("http_version", b"HTTP/1.1").decode("ascii").removeprefix("HTTP/")
    reason = extensions.get("reason_phrase", b"").decode("latin-1")
    whole = bool(extensions.get("whole", True))
    return Responded(number, response.status_code, reason, _headers(response), version, whole)


def _headers(response: httpx.Response) -> tuple[Header, ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
