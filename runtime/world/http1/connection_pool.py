"""The connections of one run: opened directly or through a proxy, and reused as Node's agent does."""

from __future__ import annotations

import asyncio
import os
import ssl
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import httpx

from runtime.model.errors import BadInput
from runtime.model.http import Failure
from runtime.world.http1.address_check import ANYWHERE, AddressCheck
from runtime.world.http1.addresses import Proxy
from runtime.world.http1.node_errors import HANG_UP, ExchangeError
from runtime.world.http1.response_parser import ResponseParser
from runtime.world.http1.socket import Wire, connect
from runtime.world.http1.wire_messages import Origin

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Idle:
    wire: Wire
    number: int  # of the request that had it last
    until: float  # by the loop's clock, in seconds


class TlsSettings:
    """TLS settings. Certificates are verified with SSL_CERT_FILE or SSL_CERT_DIR, else with certifi's list.

    They have no state of a connection, so that all runs of a process can share them, by `tls_settings`.
    """

    def __init__(self) -> None:
        """Raises BadInput if the environment names certificates that can't be read."""
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            if os.environ.get(name):
                self._check(name, os.environ[name])
                return

    def context(self, *, verify: bool) -> ssl.SSLContext:
        """The settings for one connection; made at the first call, because that takes a while."""
        return self._strict if verify else self._lax

    @cached_property
    def _strict(self) -> ssl.SSLContext:
        context = httpx.create_ssl_context()
        # Python 3.13 sets this flag; Node doesn't, and certificates of companies often fail it.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        return _offer_http1(context)

    @cached_property
    def _lax(self) -> ssl.SSLContext:
        return _offer_http1(httpx.create_ssl_context(verify=False))

    def _check(self, name: str, path: str) -> None:
        way_out = "Give it a file of certificates in PEM form, or unset it."
        try:
            self.context(verify=True)
        except OSError as error:
            raise BadInput(name, f"no certificates in {path}: {error}", way_out) from error


def tls_settings() -> TlsSettings:
    """The settings for the environment. Raises BadInput if it names files that can't be read."""
    paths = (os.environ.get(name, "") for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
    return _tls_settings(*((path, _time_of_change(path)) for path in paths))


@lru_cache(4)  # certificates take long to read, and one process can do many runs
def _tls_settings(*files: tuple[str, int]) -> TlsSettings:
    del files  # only the key of the cache: the settings read the environment themselves
    return TlsSettings()


def _time_of_change(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns if path else 0
    except OSError:
        return 0


def _offer_http1(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    return context


class ConnectionPool:
    """The connections of one run, none of them shared with another."""

    def __init__(self, proxy: Proxy | None, addresses: AddressCheck) -> None:
        """Raises BadInput if the environment names certificates that can't be read."""
        self.proxy = proxy
        self._addresses = addresses
        self._tls = tls_settings()
        self._idle: dict[Origin, list[_Idle]] = {}
        self._open: set[Wire] = set()

    async def take(self, origin: Origin, apart_from: int = 0) -> Wire:
        """The connection that was used last, except by request `apart_from`; or a new one.

        Raises ExchangeError.
        """
        now = asyncio.get_running_loop().time()
        waiting = self._idle.get(origin, [])
        for idle in reversed([idle for idle in waiting if idle.number != apart_from]):
            waiting.remove(idle)
            if idle.wire.fresh and now < idle.until:
                idle.wire.discard()
                return idle.wire
            idle.wire.abort()
        return await self.open(origin)

    async def open(self, origin: Origin) -> Wire:
        """A new connection. Raises ExchangeError."""
        wire = await self._connect(origin)
        self._open.add(wire)
        wire.closed.add_done_callback(lambda _: self._open.discard(wire))
        try:
            if origin.scheme == "https":
                await self._secure(wire, origin)
        except BaseException:
            wire.abort()
            # A cancelled handshake never reports its end, so nothing may wait for it.
            self._open.discard(wire)
            raise
        return wire

    def keep(self, origin: Origin, wire: Wire, number: int, seconds: float) -> None:
        """Keep a connection for so many seconds for the same origin; request `number` used it last."""
        until = asyncio.get_running_loop().time() + seconds
        self._idle.setdefault(origin, []).append(_Idle(wire=wire, number=number, until=until))

    async def aclose(self) -> None:
        """Close all connections and wait for that: it takes one or two turns of the loop."""
        for wire in self._open:
            wire.abort()
        if self._open:
            await asyncio.wait([wire.closed for wire in self._open], timeout=1)

    async def _connect(self, origin: Origin) -> Wire:
        if self.proxy is None:
            return await connect(origin.host, origin.port, partial(self._addresses.check, own=origin.private))
        # The proxy resolves the name, so its addresses are unknown here. The proxy itself can have any
        # address.
        self._addresses.check_name(origin.host)
        to = self.proxy.address
        return await connect(to.host, to.port, partial(self._addresses.check, own=ANYWHERE))

    async def _secure(self, wire: Wire, origin: Origin) -> None:
        if self.proxy:
            await _tunnel(wire, origin.authority, self.proxy)
        context = self._tls.context(verify=origin.verify)
        await wire.secure(context, origin.server_name, origin.port)


async def _tunnel(wire: Wire, authority: str, proxy: Proxy) -> None:
    """Ask a proxy for a connection to a host. Raises ExchangeError if it refuses."""
    lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    wire.send("\r\n".join([*lines, "", ""]).encode("ascii"))
    answer = ResponseParser("HEAD")  # like an answer to HEAD, it has no body
    while answer.head is None and answer.failure is None:
        packet = await wire.read()
        if not packet:
            raise ExchangeError(HANG_UP)
        answer.feed(packet)
    if answer.failure is not None:
        raise ExchangeError(answer.failure)
    if answer.head is None or answer.head.status != _OK or answer.surplus:
        status = answer.head.status if answer.head else ""
        text = f"tunneling socket could not be established, statusCode={status}"
        raise ExchangeError(Failure(text, "ECONNRESET"))
