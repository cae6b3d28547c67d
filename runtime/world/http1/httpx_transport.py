"""The HTTP client as a transport for httpx: a client's requests are checked, limited and observed.

    transport = EgressTransport(egress=egress, response_limit=10 << 20, secrets=secrets, observe=print)
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("https://api.example.com/users")

Each request, also each redirect, is checked against the egress by name, and its connection by the addresses
of the name. TLS settings and the proxy are those of the live world; httpx's own `verify` and `proxy`, and the
environment's proxies, have no effect. It needs asyncio.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from runtime.model.commands import SendRequest
from runtime.model.egress import Egress
from runtime.model.egress.check import check_request
from runtime.model.egress.denial import Denial
from runtime.model.events import Cut, Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Header, Request, not_found
from runtime.secrets import Secrets
from runtime.secrets.redact import redact, redact_received
from runtime.world.http1.addresses import Address
from runtime.world.http1.client import WireExchange, WireResponse
from runtime.world.http1.decoded_size import DecodedSize
from runtime.world.http1.decoding import TooLarge
from runtime.world.http1.network import LiveNetwork, make_received, make_responded
from runtime.world.http1.node_errors import ExchangeError, OversizedError, TruncatedError

# Called with the request and then with its events: Responded and Received, or Failed, or Cut if nobody read
# the answer to its end. All are masked, as in a recording.
Observer = Callable[[SendRequest | WorldEvent], None]

_PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TARGET = re.compile(r"[^\x00-\x20\x7f]+")
_VALUE = re.compile(r"[^\x00\r\n]*")
_CODINGS = {"": None, "identity": None, "gzip": "gzip", "deflate": "deflate"}


class EgressTransport(httpx.AsyncBaseTransport):
    """Sends a client's requests if they are open. To close it, or the client, closes all connections."""

    def __init__(
        self,
        *,
        egress: Egress,
        response_limit: int,
        addresses: Mapping[str, Address] | None = None,
        proxy: str | None = None,
        secrets: Secrets | None = None,
        observe: Observer | None = None,
    ) -> None:
        """`response_limit` is in bytes, before and after decompression.

        `addresses` and `proxy` are as in `LiveNetwork`. `secrets` learns from requests and answers, and masks
        what `observe` gets. Raises BadInput for a proxy, SSL_CERT_FILE or SSL_CERT_DIR that can't be used.
        """
        self._egress = egress
        self._limit = response_limit
        self._network = LiveNetwork(addresses=addresses or {}, private=egress.private, proxy=proxy)
        self._secrets = secrets or Secrets()
        self._observe = observe
        self._numbers = itertools.count(1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return when the answer's head has arrived. Raises httpx.TransportError and its subclasses.

        The client's `connect` timeout bounds the connection with its TLS handshake, `read` the wait for the
        head and for each packet of the body. There is no wait for a place in the pool, or to write.
        """
        outgoing = convert_request(next(self._numbers), request, await request.aread())
        log = _ExchangeMasker(number=outgoing.id, secrets=self._secrets, observe=self._observe)
        log.note(SendRequest(outgoing))
        try:
            return await self._respond(request, outgoing, log)
        except BaseException:
            log.note_cut()
            raise

    async def aclose(self) -> None:
        """Close all connections."""
        await self._network.aclose()

    async def _respond(
        self, request: httpx.Request, outgoing: Request, log: _ExchangeMasker
    ) -> httpx.Response:
        timeouts = request.extensions.get("timeout", {})
        connect, read = timeouts.get("connect"), timeouts.get("read")
        errors = _Errors(outgoing, log)
        exchange = await self._connect(outgoing, connect, errors)
        response = await _read_head(exchange, read, errors)
        try:
            log.note(make_responded(outgoing.id, response))
            stream = _ResponseStream(
                response=response,
                coding=_content_coding(response),
                limit=self._limit,
                seconds=read,
                log=log,
                errors=errors,
            )
        except BaseException:
            response.body.abort()
            raise
        return _convert_response(response, stream)

    async def _connect(self, outgoing: Request, seconds: float | None, errors: _Errors) -> WireExchange:
        denial = check_request(outgoing, self._egress)
        if denial:
            raise errors.explain(ExchangeError(not_found(outgoing.host), denial), httpx.ConnectError)
        try:
            async with asyncio.timeout(seconds):
                return await self._network.connect(outgoing)
        except TimeoutError as error:
            raise errors.time_out(f"no connection within {seconds:g} s", httpx.ConnectTimeout) from error
        except ExchangeError as error:
            raise errors.explain(error, httpx.ConnectError) from error


def convert_request(number: int, request: httpx.Request, body: bytes) -> Request:
    """Convert a request of httpx.

    Raises httpx.UnsupportedProtocol, and httpx.LocalProtocolError for a request that is not valid HTTP.
    """
    url = request.url
    if url.scheme not in _PORTS:
        raise httpx.UnsupportedProtocol(
            f"the URL begins with {url.scheme}://, and must with http:// or https://"
        )
    target: bytes = request.extensions.get("target", url.raw_path)
    outgoing = Request(
        number,
        request.method,
        url.scheme,
        url.raw_host.decode("ascii"),
        url.port or _PORTS[url.scheme],
        target.decode("latin-1"),
        _convert_headers(request.headers),
        body,
    )
    if not _TOKEN.fullmatch(outgoing.method):
        raise httpx.LocalProtocolError(f"{outgoing.method!r} is not a method")
    if not _TARGET.fullmatch(outgoing.target):
        raise httpx.LocalProtocolError(
            "the request's target is empty, or has a blank or a control character in it"
        )
    for name, value in outgoing.headers:
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise httpx.LocalProtocolError(f"the header {name!r} has a character that no header may have")
    if outgoing.ambiguous:
        raise httpx.LocalProtocolError("the body is not as long as the request's headers say")
    return outgoing


def _convert_headers(headers: httpx.Headers) -> tuple[Header, ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _convert_response(response: WireResponse, stream: httpx.AsyncByteStream) -> httpx.Response:
    head = response.head
    return httpx.Response(
        head.status,
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in head.headers],
        stream=stream,
        extensions={
            "http_version": f"HTTP/{head.version}".encode("ascii"),
            "reason_phrase": head.reason.encode("latin-1"),
        },
    )


async def _read_head(exchange: WireExchange, seconds: float | None, errors: _Errors) -> WireResponse:
    try:
        async with asyncio.timeout(seconds):
            return await exchange.respond()
    except TimeoutError as error:
        raise errors.time_out(f"no answer within {seconds:g} s", httpx.ReadTimeout) from error
    except (ExchangeError, OversizedError, TruncatedError) as error:
        raise errors.explain(error, httpx.ReadError) from error


def _content_coding(response: WireResponse) -> str | None:
    """The compression of the body: httpx can decode more, but without a limit."""
    values = [
        value.strip().lower() for name, value in response.head.headers if name.lower() == "content-encoding"
    ]
    coding = ", ".join(value for value in values if value)
    if coding not in _CODINGS:
        raise httpx.DecodingError(
            f"the answer's Content-Encoding is {coding!r}: only gzip and deflate are read"
        )
    return _CODINGS[coding]


@dataclass(slots=True, kw_only=True)
class _ExchangeMasker:
    """Passes the events of one request to the observer, masked, and its end once."""

    number: int
    secrets: Secrets
    observe: Observer | None
    _headers: tuple[Header, ...] = ()
    _ended: bool = False

    def note(self, what: SendRequest | WorldEvent) -> None:
        """Learn the secrets of an event, and pass it on. Raises TooManySecrets."""
        self._ended = self._ended or isinstance(what, Received | Failed | Cut)
        self._learn(what)
        if self.observe is not None:
            masked = (
                redact_received(what, self.secrets)
                if isinstance(what, Received)
                else redact(what, self.secrets)
            )
            self.observe(masked)

    def note_cut(self) -> None:
        """Report that the request was given up, unless it has ended already."""
        if not self._ended:
            self.note(Cut(self.number))

    def _learn(self, what: SendRequest | WorldEvent) -> None:
        match what:
            case SendRequest(request):
                self.secrets.learn_request(request)
            case Responded(_, _, _, headers):
                self._headers = headers
                self.secrets.learn_response(headers, b"")
            case Received(_, body, trailers, decoded):
                self.secrets.learn_response((*self._headers, *trailers), body if decoded is None else decoded)
            case _:
                pass


class _Errors:
    """Makes httpx's exceptions for the failures of one request, and reports each."""

    def __init__(self, outgoing: Request, log: _ExchangeMasker) -> None:
        self._request = outgoing
        self._log = log

    def explain(self, error: Exception, kind: type[httpx.TransportError]) -> httpx.TransportError:
        """The exception for an error of the client: of this kind, or of a more exact one."""
        if isinstance(error, TruncatedError):
            self._log.note_cut()
            return self._make(str(error), httpx.RemoteProtocolError)
        if not isinstance(error, ExchangeError):
            return self._fail(Failure(str(error)), "", kind)
        parse_error = (error.failure.code or "").startswith("HPE_")
        denied = _way_out(error.denial) if error.denial else ""
        return self._fail(error.failure, denied, httpx.RemoteProtocolError if parse_error else kind)

    def time_out(self, problem: str, kind: type[httpx.TransportError]) -> httpx.TransportError:
        """The exception for a timeout."""
        return self._fail(Failure(problem, "ETIMEDOUT"), "", kind)

    def _fail(self, failure: Failure, denied: str, kind: type[httpx.TransportError]) -> httpx.TransportError:
        self._log.note(Failed(self._request.id, failure, denied))
        return self._make(denied or failure.message, kind)

    def _make(self, problem: str, kind: type[httpx.TransportError]) -> httpx.TransportError:
        place = f"{self._request.scheme}://{self._request.host}:{self._request.port}"
        return kind(self._log.secrets.mask_text(f"{place}: {problem}"))


def _way_out(denial: Denial) -> str:
    if not denial.opening:
        return f"{denial.problem}. Nothing can open it."
    return f"{denial.problem}. To open it, add {denial.opening} to the egress of this client."


class _ResponseStream(httpx.AsyncByteStream):
    """An answer's body as it arrives, packet by packet."""

    def __init__(
        self,
        *,
        response: WireResponse,
        coding: str | None,
        limit: int,
        seconds: float | None,
        log: _ExchangeMasker,
        errors: _Errors,
    ) -> None:
        self._response = response
        self._limit = limit
        self._seconds = seconds
        self._log = log
        self._errors = errors
        self._decoded_size = DecodedSize(coding, limit) if coding else None
        self._body = bytearray()  # for the observer, and to learn its secrets

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async with aclosing(self._read()) as packets:
                async for packet in packets:
                    yield packet
            self._log.note(make_received(self._log.number, self._response, bytes(self._body), self._limit))
        except TooLarge as error:
            raise self._give_up(self._too_large(), httpx.ReadError) from error
        except (ExchangeError, OversizedError, TruncatedError) as error:
            raise self._give_up(error, httpx.ReadError) from error
        except TimeoutError as error:
            self._response.body.abort()
            problem = f"nothing more of the answer within {self._seconds:g} s"
            raise self._errors.time_out(problem, httpx.ReadTimeout) from error
        except BaseException:
            self._response.body.abort()
            raise

    async def aclose(self) -> None:
        """Leave the connection to the next request if the answer was read to its end; otherwise close it."""
        self._response.body.close()
        self._log.note_cut()

    async def _read(self) -> AsyncGenerator[bytes, None]:
        packets = aiter(self._response.body)
        while True:
            try:
                async with asyncio.timeout(self._seconds):
                    packet = await anext(packets)
            except StopAsyncIteration:
                return
            self._count(packet)
            yield packet

    def _count(self, packet: bytes) -> None:
        self._body += packet
        if len(self._body) > self._limit:
            raise TooLarge
        if self._decoded_size is not None:
            self._decoded_size.add(packet)

    def _too_large(self) -> OversizedError:
        return OversizedError(f"the answer is larger than {self._limit / (1 << 20):g} MB")

    def _give_up(self, error: Exception, kind: type[httpx.TransportError]) -> httpx.TransportError:
        self._response.body.abort()
        return self._errors.explain(error, kind)
