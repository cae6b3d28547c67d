"""The client: connections, proxies and TLS names, seen from the other end of the wire."""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import pytest
import trustme

from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded
from runtime.model.http import Failure, Header, Request
from runtime.world.http1.address_check import AddressCheck
from runtime.world.http1.addresses import Address, Proxy
from runtime.world.http1.client import Http1Client, WireResponse, encode_body
from runtime.world.http1.network import server_name, wire_request
from runtime.world.http1.node_errors import ExchangeError, TruncatedError
from runtime.world.http1.socket import Wire
from runtime.world.http1.wire_messages import ResponseHead, WireRequest
from runtime.world.live import LiveWorld
from tests.world.http1.rawserver import RawServer, Then, raw_server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HERE = (ip_network("127.0.0.1"),)
T = TypeVar("T")


def run(work: Awaitable[T]) -> T:
    """Run to the end, and not for ever."""

    async def run_with_limit() -> T:
        return await asyncio.wait_for(work, 120)

    return asyncio.run(run_with_limit())


def a_request(
    port: int, *headers: tuple[str, str], scheme: str = "http", host: str = "127.0.0.1"
) -> WireRequest:
    """A GET of / with these headers, as the live world would send it."""
    return wire_request(Request(1, "GET", scheme, host, port, "/", headers))


async def body_of(client: Http1Client, request: WireRequest) -> bytes:
    """Send a request, and read its answer to the end."""
    return await read_all(await client.send(request))


async def read_all(response: WireResponse) -> bytes:
    """The rest of an answer; its connection is free then."""
    try:
        return b"".join([packet async for packet in response.body])
    finally:
        response.body.close()


async def two_in_turn(first: Then | bytes, *headers: tuple[str, str], pause: float = 0.0) -> RawServer:
    """Two requests, one after the other; what the server saw."""
    async with raw_server(first, OK) as server:
        client = Http1Client(addresses=AddressCheck(HERE))
        clock = asyncio.get_running_loop()
        now = clock.time()
        clock.time = lambda: now  # type: ignore[method-assign]
        try:
            await body_of(client, a_request(server.port, *headers))
            clock.time = lambda: now + pause  # type: ignore[method-assign]
            await body_of(client, a_request(server.port, *headers))
        finally:
            await client.aclose()
        return server


def test_nothing_is_added_to_what_was_given() -> None:
    """Not even a Host header, though every HTTP/1.1 request should have one."""

    async def ask() -> list[bytes]:
        async with raw_server(OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            await body_of(client, a_request(server.port))
            await client.aclose()
            return server.requests

    assert run(ask()) == [b"GET / HTTP/1.1\r\n\r\n"]


@pytest.mark.parametrize(
    ("answer", "headers", "pause", "connections"),
    [
        (OK, [], 0.0, 1),
        (OK, [], 4.0, 1),
        (OK, [], 6.0, 2),
        (OK, [("Connection", "close")], 0.0, 1),
        (b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\nok", [], 0.5, 1),
        (b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\nok", [], 1.5, 2),
        (b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok", [], 0.0, 2),
        (b"HTTP/1.1 200 OK\r\nKeep-Alive: timeout=99\r\nContent-Length: 2\r\n\r\nok", [], 6.0, 2),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", [], 0.0, 2),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", [], 0.0, 1),
        (OK + OK, [], 0.0, 2),
    ],
)
def test_a_connection_is_kept_as_node_keeps_it(
    answer: bytes, headers: list[tuple[str, str]], pause: float, connections: int
) -> None:
    """For five seconds, or a second less than the server wants, unless more came than was asked for."""
    assert len(run(two_in_turn(answer, *headers, pause=pause)).connections) == connections


def test_an_answer_that_is_not_read_costs_its_connection() -> None:
    """Its rest would be taken for the next one's beginning."""

    async def ask() -> int:
        async with raw_server(OK, OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            response = await client.send(a_request(server.port))
            response.body.close()
            await body_of(client, a_request(server.port))
            await client.aclose()
            return len(server.connections)

    assert run(ask()) == 2


def test_two_at_once_have_two_connections_and_the_last_is_used_first() -> None:
    """As Node's agent: the warmest connection serves."""

    async def ask() -> list[int]:
        async with raw_server(OK, OK, OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            first = await client.send(a_request(server.port, ("Connection", "keep-alive")))
            second = await client.send(a_request(server.port, ("Connection", "keep-alive")))
            for response in (first, second):
                await read_all(response)
            await body_of(client, a_request(server.port, ("X-Third", "1")))
            await client.aclose()
            return [number for number, read in enumerate(server.connections) if b"X-Third" in read]

    assert run(ask()) == [1]


def test_a_request_alone_takes_no_connection_and_leaves_none() -> None:
    """That is what `agent: false` is for."""

    async def ask() -> int:
        async with raw_server(OK, OK, OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            for alone in (False, True, False):
                await body_of(client, replace(a_request(server.port), alone=alone))
            await client.aclose()
            return len(server.connections)

    assert run(ask()) == 2


def test_an_unfinished_request_has_its_connection_for_itself() -> None:
    """Another one behind it would be taken for the rest."""

    async def ask() -> int:
        async with raw_server(OK, OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            await body_of(client, replace(a_request(server.port), unfinished=True))
            await body_of(client, a_request(server.port))
            await client.aclose()
            return len(server.connections)

    assert run(ask()) == 2


@pytest.mark.parametrize(
    ("chunks", "torn", "sent"),
    [((), 0, b"3\r\nabc\r\n"), ((1, 2), 0, b"1\r\na\r\n2\r\nbc\r\n"), ((), 17, b"3\r\nabc\r\n11\r\n")],
)
def test_an_unfinished_body_has_no_end(chunks: tuple[int, ...], torn: int, sent: bytes) -> None:
    """Each piece that was written is there, and the size of the one that could not be."""
    headers = (("Transfer-Encoding", "chunked"),)
    request = Request(
        1, "POST", "http", "h", 80, "/", headers, b"abc", chunks=chunks, unfinished=True, torn=torn
    )
    assert encode_body(wire_request(request)) == sent


def test_what_comes_while_nothing_was_asked_for_is_forgotten() -> None:
    """Nobody listens to an idle connection in Node; the next request has it all the same."""

    async def ask() -> bytes:
        wire = Wire()
        wire.data_received(b"unasked")
        wire.discard()
        wire.data_received(b"an answer")
        return await wire.read()

    assert run(ask()) == b"an answer"


def test_two_runs_share_no_connection() -> None:
    """Nothing of one is seen in another."""

    async def ask() -> int:
        async with raw_server(OK, OK) as server:
            clients = [Http1Client(addresses=AddressCheck(HERE)), Http1Client(addresses=AddressCheck(HERE))]
            for client in clients:
                await body_of(client, a_request(server.port))
            for client in clients:
                await client.aclose()
            return len(server.connections)

    assert run(ask()) == 2


def test_a_cut_answer_is_truncated_and_a_missing_one_is_broken() -> None:
    """Two ways to end early, which Node tells apart."""

    async def ask(answer: Then, wanted: type[Exception]) -> None:
        async with raw_server(answer) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            with pytest.raises(wanted):
                await body_of(client, a_request(server.port))
            await client.aclose()

    run(ask(Then(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", "close"), TruncatedError))
    run(ask(Then(b"HTTP/1.1 200 OK\r\nConte", "close"), ExchangeError))


def test_an_early_answer_counts_though_the_server_hangs_up_on_the_rest() -> None:
    """A server that refuses an upload closes before it has read all of it."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        await writer.drain()
        writer.close()

    async def ask() -> int:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        body = bytes(8_000_000)
        headers = (("Content-Length", str(len(body))),)
        request = wire_request(Request(1, "POST", "http", "127.0.0.1", port, "/", headers, body))
        client = Http1Client(addresses=AddressCheck(HERE))
        response = await client.send(request)
        assert await read_all(response) == b"no"
        await client.aclose()
        server.close()
        return response.head.status

    assert run(ask()) == 413


def test_what_came_before_a_connection_broke_is_read_first() -> None:
    """The error is news of later."""

    async def ask() -> None:
        wire = Wire()
        wire.data_received(b"an answer")
        wire.connection_lost(ConnectionResetError(errno.ECONNRESET, "reset"))
        assert await wire.read() == b"an answer"
        with pytest.raises(ExchangeError, match="read ECONNRESET"):
            await wire.read()

    run(ask())


def test_giving_up_closes_the_connection() -> None:
    """At once, and not only at the end of the run."""

    async def ask() -> None:
        async with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") as server:
            world = LiveWorld(addresses={}, response_limit=100, private=HERE)
            events = world.exchange(Request(1, "GET", "http", "127.0.0.1", server.port, "/", ()))
            assert isinstance(await anext(events), Responded)
            waiting = asyncio.ensure_future(anext(events))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await server.closed.wait()
            await world.aclose()

    run(ask())


def test_a_proxy_with_a_password_is_given_it() -> None:
    """After the request's own headers."""

    async def ask() -> bytes:
        async with raw_server(OK) as server:
            client = Http1Client(proxy=Proxy(Address("http", "127.0.0.1", server.port), "Basic eDp5"))
            await body_of(client, a_request(80, ("Host", "api.example.com"), host="api.example.com"))
            await client.aclose()
            return server.requests[0]

    assert run(ask()) == (
        b"GET http://api.example.com:80/ HTTP/1.1\r\nHost: api.example.com\r\n"
        b"Proxy-Authorization: Basic eDp5\r\n\r\n"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"headers": (("Content-Length", "0"),), "body": b"GET http://other.example.com/ HTTP/1.1\r\n\r\n"},
        {"body": b"GET http://other.example.com/ HTTP/1.1\r\n\r\n"},
        {"headers": (("Transfer-Encoding", "chunked"),), "unfinished": True},
    ],
)
def test_a_proxy_is_sent_nothing_that_could_be_two_requests(more: dict[str, Any]) -> None:
    """The second one could be to any host."""

    async def ask() -> tuple[object, list[bytes]]:
        async with raw_server(OK) as server:
            proxy = f"http://127.0.0.1:{server.port}"
            world = LiveWorld(addresses={}, response_limit=100, proxy=proxy)
            parts: dict[str, Any] = {"headers": (), **more}
            request = Request(1, "GET", "http", "api.example.com", 80, "/", **parts)
            events: list[object] = [event async for event in world.exchange(request)]
            await world.aclose()
            return events[-1], server.requests

    failed, seen = run(ask())
    assert isinstance(failed, Failed)
    assert failed.denied.startswith("the proxy could read the body of this GET as a further request")
    assert seen == []


def test_a_mapped_host_is_reached_without_the_proxy() -> None:
    """Its address is where it is."""

    async def ask() -> list[bytes]:
        async with raw_server(OK) as server:
            here = Address("http", "127.0.0.1", server.port)
            world = LiveWorld(
                addresses={"api.example.com": here}, response_limit=100, proxy="http://127.0.0.1:1"
            )
            request = Request(
                7, "GET", "https", "API.example.com.", 443, "/x", (("Host", "api.example.com"),)
            )
            events = [event async for event in world.exchange(request)]
            await world.aclose()
            assert events[-1] == Received(7, b"ok")
            return server.requests

    assert run(ask()) == [b"GET /x HTTP/1.1\r\nHost: api.example.com\r\n\r\n"]


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever other clients make of it."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async def ask() -> list[bytes]:
        async with raw_server(OK) as server:
            client = Http1Client(addresses=AddressCheck(HERE))
            await body_of(client, a_request(server.port))
            await client.aclose()
            return server.requests

    assert run(ask()) == [b"GET / HTTP/1.1\r\n\r\n"]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that SSL_CERT_FILE names."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """A server's side, with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def ask_over_tls(context: ssl.SSLContext, host: str, **more: object) -> list[object]:
    """What a request to 127.0.0.1 over TLS comes to, with this Host header."""

    async def ask() -> list[object]:
        async with raw_server(OK, tls=context) as server:
            world = LiveWorld(addresses={}, response_limit=100, private=HERE)
            verify = bool(more.get("verify", True))
            request = Request(
                1, "GET", "https", "127.0.0.1", server.port, "/", (("Host", host),), verify_tls=verify
            )
            events: list[object] = [event async for event in world.exchange(request)]
            await world.aclose()
            return events

    return run(ask())


@pytest.mark.parametrize("host", ["a.example.com", "a.example.com:8443", "127.0.0.1", "127.0.0.1:99", ""])
def test_the_host_header_says_whom_tls_must_prove(authority: trustme.CA, host: str) -> None:
    """As in Node; an IP address is none, and then it is the one that was connected to."""
    context = server_context(authority, "a.example.com", "127.0.0.1")
    assert ask_over_tls(context, host)[-1] == Received(1, b"ok")


@pytest.mark.parametrize("host", ["b.example.com", "..", ".example.com", "x" * 70])
def test_a_certificate_for_another_is_refused(authority: trustme.CA, host: str) -> None:
    """And a name that can't be one is nobody's."""
    failed = ask_over_tls(server_context(authority, "a.example.com"), host)[-1]
    assert isinstance(failed, Failed)
    assert failed.failure.code == "ERR_TLS_CERT_ALTNAME_INVALID"


def test_an_unverified_connection_does_not_serve_a_verified_request(authority: trustme.CA) -> None:
    """What nobody has checked stays so."""
    context = server_context(authority, "a.example.com")

    async def ask() -> list[object]:
        async with raw_server(OK, OK, tls=context) as server:
            world = LiveWorld(addresses={}, response_limit=100, private=HERE)
            last: list[object] = []
            for verify in (False, True):
                request = Request(
                    1,
                    "GET",
                    "https",
                    "127.0.0.1",
                    server.port,
                    "/",
                    (("Host", "b.example.com"),),
                    verify_tls=verify,
                )
                last.append([event async for event in world.exchange(request)][-1])
            await world.aclose()
            return last

    unverified, verified = run(ask())
    assert unverified == Received(1, b"ok")
    assert isinstance(verified, Failed)


def work_through_proxy(
    answer: bytes, work: Callable[[Http1Client], Awaitable[T]], tls: ssl.SSLContext
) -> tuple[T, bytes]:
    """Work through a proxy that gives this answer to CONNECT; what came of it, and what it was asked."""
    seen = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        if b" 200 " in answer:
            await writer.start_tls(tls)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
        await writer.drain()
        writer.close()

    async def ask() -> T:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = Http1Client(proxy=Proxy(Address("http", "127.0.0.1", port), "Basic eDp5"))
        try:
            return await work(client)
        finally:
            await client.aclose()
            server.close()

    return run(ask()), bytes(seen)


def test_tls_goes_through_a_proxy_in_a_tunnel(authority: trustme.CA) -> None:
    """The proxy sees where to, and no more."""
    request = a_request(443, ("Host", "a.example.com"), scheme="https", host="a.example.com")

    async def work(client: Http1Client) -> bytes:
        return await body_of(client, request)

    body, seen = work_through_proxy(
        b"HTTP/1.1 200 Go\r\n\r\n", work, server_context(authority, "a.example.com")
    )
    assert body == b"ok"
    assert seen == (
        b"CONNECT a.example.com:443 HTTP/1.1\r\nHost: a.example.com:443\r\n"
        b"Proxy-Authorization: Basic eDp5\r\n\r\n"
    )


def test_a_proxy_that_gives_no_tunnel_is_a_failure(authority: trustme.CA) -> None:
    """With the status that it gave."""

    async def work(client: Http1Client) -> Failure:
        with pytest.raises(ExchangeError) as broken:
            await body_of(client, a_request(443, scheme="https", host="a.example.com"))
        return broken.value.failure

    answer = b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"
    failure, _ = work_through_proxy(answer, work, server_context(authority, "a.example.com"))
    assert failure == Failure("tunneling socket could not be established, statusCode=407", "ECONNRESET")


def test_certificates_that_can_not_be_read_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    with pytest.raises(BadInput, match="SSL_CERT_FILE"):
        LiveWorld(addresses={}, response_limit=100)


class Echo:
    """Stands for the whole network: it answers with the request's target, and nobody is at port 81."""

    networks_reached = ()
    surplus = None

    def __init__(self) -> None:
        self.trailers: list[Header] = []
        self.pieces: list[int] = []
        self._target = b""

    async def send(self, request: Request) -> WireResponse:
        """The answer; no connection to port 81."""
        if request.port == 81:
            raise ExchangeError(Failure("no way", "ECONNRESET"))
        self._target = request.target.encode()
        head = ResponseHead(status=200, reason="", headers=(), version="1.1", keep_alive=False)
        return WireResponse(head=head, whole=True, body=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._target

    def abort(self) -> None:
        """It has no connection."""

    def close(self) -> None:
        """It has no connection."""

    async def aclose(self) -> None:
        """It has no connection."""


def test_another_network_fits_in_the_same_place() -> None:
    """One in memory, say."""

    async def ask(port: int) -> object:
        world = LiveWorld(addresses={}, response_limit=100, network=Echo())
        events = [event async for event in world.exchange(Request(1, "GET", "http", "h", port, "/#x?y", ()))]
        return events[-1]

    assert run(ask(80)) == Received(1, b"/#x?y")
    assert run(ask(81)) == Failed(1, Failure("no way", "ECONNRESET"))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("a.example.com", "a.example.com"),
        ("a.example.com:8443", "a.example.com"),
        ("10.0.0.1:80", "h.example.com"),
        ("[::1]:80", "h.example.com"),
        ("", "h.example.com"),
    ],
)
def test_an_ip_address_is_no_name_for_tls(header: str, name: str) -> None:
    """Nor is nothing."""
    request = Request(1, "GET", "https", "h.example.com", 443, "/", (("hOST", header),))
    assert server_name(request) == name
