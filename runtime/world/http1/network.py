"""The live network of one run: sends each request to its host, directly or through a proxy."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Protocol

import httpx

from runtime.model.egress.denial import Denial
from runtime.model.egress.hosts import normalize_host
from runtime.model.egress.networks import Network
from runtime.model.events import Received, Responded
from runtime.model.http import Failure, Request, not_found
from runtime.world.http1.address_check import AddressCheck, literal_networks
from runtime.world.http1.addresses import Address, parse_proxy
from runtime.world.http1.client import Http1Client, WireExchange, WireResponse
from runtime.world.http1.decoding import decode, encoding
from runtime.world.http1.node_errors import ExchangeError, resolve_failure
from runtime.world.http1.wire_messages import Origin, WireRequest


class Sender(Protocol):
    """What sends requests: `LiveNetwork`, or a replacement in a test."""

    @property
    def networks_reached(self) -> tuple[Network, ...]:
        """The private networks that connections went to, as small as can be."""
        ...

    async def send(self, request: Request) -> WireResponse:
        """Return the answer when its head has arrived.

        Raises ExchangeError, OversizedError, TruncatedError.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class LiveNetwork:
    """Sends requests to their hosts, or to the addresses to which these are mapped.

    It checks the addresses of a name; the request itself was checked before.
    """

    def __init__(
        self,
        *,
        addresses: Mapping[str, Address],
        private: tuple[Network, ...] = (),
        proxy: str | None = None,
    ) -> None:
        """`addresses` are the addresses to which hosts (in lower case) are mapped.

        `private` are networks that are open beside the public Internet; a mapped address is open to its own
        host. `proxy` is the URL of an HTTP proxy for the hosts that are not mapped. Raises BadInput for a
        proxy, SSL_CERT_FILE or SSL_CERT_DIR that can't be used.
        """
        self._addresses = addresses
        self._check = AddressCheck(private)
        self._direct = Http1Client(addresses=self._check)
        self._proxied = (
            self._direct if proxy is None else Http1Client(proxy=parse_proxy(proxy), addresses=self._check)
        )

    @property
    def networks_reached(self) -> tuple[Network, ...]:
        """The private networks that connections went to, as small as can be."""
        return self._check.networks_reached

    async def send(self, request: Request) -> WireResponse:
        """Send a request, and return when the answer's head has arrived. Raises as `Sender.send`."""
        return await (await self.connect(request)).respond()

    async def connect(self, request: Request) -> WireExchange:
        """Take or open a connection for a request. Raises ExchangeError."""
        mapped = self._addresses.get(normalize_host(request.host))
        client = self._direct if mapped else self._proxied
        if client is not self._direct and request.scheme == "http" and request.ambiguous:
            # A proxy could read a further request in it, to any host.
            problem = f"the proxy could read the body of this {request.method} as a further request"
            denial = Denial(problem=problem, option=": no option allows it")
            raise ExchangeError(not_found(request.host), denial)
        return await client.connect(wire_request(request, mapped))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._direct.aclose()
        await self._proxied.aclose()


def wire_request(request: Request, mapped: Address | None = None) -> WireRequest:
    """The request as it is sent, to the mapped address if there is one.

    Raises ExchangeError for an impossible host.
    """
    to = mapped or Address(request.scheme, request.host, request.port)
    host = mapped.host if mapped else server_name(request)
    origin = Origin(
        scheme=to.scheme,
        host=_host_in_ascii(to),
        port=to.port,
        server_name=host if to.scheme == "https" else "",
        verify=request.verify_tls,
        private=literal_networks(mapped.host) if mapped else (),
    )
    return WireRequest(
        origin=origin,
        method=request.method,
        target=request.target,
        headers=request.headers,
        body=request.body,
        chunks=request.chunks,
        number=request.id,
        apart_from=request.apart_from,
        alone=request.alone,
        unfinished=request.unfinished,
        torn_chunk=request.torn,
    )


def make_received(number: int, response: WireResponse, body: bytes, limit: int) -> Received:
    """The event for an answer that was read to its end; `body` is the body as it arrived.

    Raises TooLarge if the decoded body has more than `limit` bytes.
    """
    coding = encoding(response.head.headers)
    decoded = decode(coding, body, limit) if coding is not None else None
    return Received(
        number,
        body,
        trailers=tuple(response.body.trailers),
        decoded=None if isinstance(decoded, Failure) else decoded,
        undecodable=decoded if isinstance(decoded, Failure) else None,
        surplus=response.body.surplus,
        pieces=tuple(response.body.pieces)[:-1],
    )


def make_responded(number: int, response: WireResponse) -> Responded:
    """The event for an answer whose head has arrived."""
    head = response.head
    return Responded(number, head.status, head.reason, head.headers, head.version, response.whole)


def server_name(request: Request) -> str:
    """The name that the certificate must have: as in Node, that in the Host header unless it is an IP
    address.
    """
    header = request.header("host") or ""
    name = header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or request.host
    return request.host


def _host_in_ascii(to: Address) -> str:
    try:
        return httpx.URL(scheme=to.scheme, host=to.host, port=to.port).raw_host.decode("ascii")
    except httpx.InvalidURL as error:
        raise ExchangeError(resolve_failure(OSError(), to.host)) from error
