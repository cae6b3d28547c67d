"""The live world over real sockets: what goes out byte for byte, and what is made of the answer."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import zlib
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
import trustme

from runtime.model.events import Exceeded, Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Request
from runtime.world.http1.addresses import Address
from runtime.world.http1.node_errors import ExchangeError
from runtime.world.http1.socket import connect
from runtime.world.live import LiveWorld
from tests.world.http1.rawserver import RawServer, Then, raw_server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REQUEST = Request(
    1,
    "GET",
    "http",
    "api.example.com",
    80,
    "/users?filter=(email=%22ada@example.com%22)",
    (
        ("Accept", "*/*"),
        ("User-Agent", "Restler for node.js"),
        ("Host", "api.example.com"),
        ("content-LENGTH", "0"),
        ("Connection", "keep-alive"),
    ),
)


def exchange_all(
    *requests: Request,
    answers: tuple[Then | bytes, ...],
    limit: int = 1 << 20,
    tls: ssl.SSLContext | None = None,
    address: Callable[[RawServer], Address] | None = None,
) -> tuple[list[list[WorldEvent]], RawServer]:
    """What one live world makes of these requests, sent one after the other to a raw server."""

    async def ask() -> Any:
        async with raw_server(*answers, tls=tls) as server:
            scheme = "https" if tls else "http"
            where = address(server) if address else Address(scheme, "127.0.0.1", server.port)
            world = LiveWorld(addresses={"api.example.com": where}, response_limit=limit)
            try:
                return [await _exchange(world, one, server) for one in requests], server
            finally:
                await world.aclose()

    outcome: tuple[list[list[WorldEvent]], RawServer] = _run(ask())
    return outcome


async def _exchange(world: LiveWorld, request: Request, server: RawServer) -> list[WorldEvent]:
    """One exchange; a connection that the server closes after it is closed before the next."""
    events = [event async for event in world.exchange(request)]
    if server.closes:
        await server.closed.wait()
        for _ in range(20):  # until the news of it has gone through the loop
            await asyncio.sleep(0)
    return events


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 120))


def exchange_one(answer: Then | bytes, request: Request = REQUEST, **more: Any) -> list[WorldEvent]:
    """The events of one request that is answered so."""
    return exchange_all(request, answers=(answer,), **more)[0][0]


def test_a_request_goes_out_byte_for_byte() -> None:
    """Its headers in their order and case, Host where restler put it, nothing added."""
    _, server = exchange_all(REQUEST, answers=(OK,))
    assert server.requests == [
        b"GET /users?filter=(email=%22ada@example.com%22) HTTP/1.1\r\nAccept: */*\r\n"
        b"User-Agent: Restler for node.js\r\nHost: api.example.com\r\ncontent-LENGTH: 0\r\n"
        b"Connection: keep-alive\r\n\r\n"
    ]


def test_bytes_beyond_ascii_go_out_as_single_bytes() -> None:
    """As Node writes them, in the target as in a header."""
    odd = replace(REQUEST, target="/j\xfcrgen", headers=(("X-Name", "M\xfcller"), ("Content-Length", "0")))
    _, server = exchange_all(odd, answers=(OK,))
    assert server.requests == [b"GET /j\xfcrgen HTTP/1.1\r\nX-Name: M\xfcller\r\nContent-Length: 0\r\n\r\n"]


def test_a_body_follows_its_head() -> None:
    """As long as the head says."""
    post = replace(REQUEST, method="POST", headers=(("Content-Length", "4"),), body=b"\xc3\xbc\r\n")
    _, server = exchange_all(post, answers=(OK,))
    assert server.requests[0].endswith(b"Content-Length: 4\r\n\r\n\xc3\xbc\r\n")


def test_a_chunked_body_is_one_chunk() -> None:
    """As Node writes what it gets at once."""
    post = replace(REQUEST, method="POST", headers=(("Transfer-Encoding", "chunked"),), body=b"x" * 17)
    _, server = exchange_all(post, answers=(OK,))
    assert server.requests[0].endswith(b"\r\n\r\n11\r\n" + b"x" * 17 + b"\r\n0\r\n\r\n")


def test_an_answer_is_a_head_and_a_body() -> None:
    """The reason, the headers as they came, the bytes."""
    events = exchange_one(
        b"HTTP/1.1 201 Made it\r\nX-A: 1\r\nx-a: \xfc\r\nEmpty:\r\nContent-Length: 2\r\n\r\nok"
    )
    headers = (("X-A", "1"), ("x-a", "\xfc"), ("Empty", ""), ("Content-Length", "2"))
    assert events == [Responded(1, 201, "Made it", headers), Received(1, b"ok")]


def test_a_chunked_answer_is_joined_and_its_trailers_are_kept() -> None:
    """Of its parts only their sizes are told."""
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nX-T: y\r\n\r\n"
    assert exchange_one(wire)[1] == Received(1, b"abc", trailers=(("X-T", "y"),), pieces=(1,))


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    """As in HTTP/1.0."""
    events = exchange_one(Then(b"HTTP/1.0 200 OK\r\n\r\nall of it", "close"))
    assert events == [Responded(1, 200, "OK", (), "1.0", whole=False), Received(1, b"all of it")]


def test_interim_answers_are_passed_over() -> None:
    """100, 102 and 103 are no answers."""
    wire = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK
    assert exchange_one(wire)[0] == Responded(1, 200, "OK", (("Content-Length", "2"),))


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_is_whole_with_its_head(status: int) -> None:
    """Whatever its length says."""
    events = exchange_one(b"HTTP/1.1 %d X\r\nContent-Length: 5\r\n\r\n" % status)
    assert events[1] == Received(1, b"")


def test_the_answer_to_a_head_request_has_no_body() -> None:
    """Though its headers tell the length of one."""
    events = exchange_one(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", replace(REQUEST, method="HEAD"))
    assert events[1] == Received(1, b"")


def test_a_connection_is_used_again() -> None:
    """Within one run, as Node 20's agent does."""
    events, server = exchange_all(REQUEST, replace(REQUEST, id=2), answers=(OK, OK))
    assert [type(event) for event in events[1]] == [Responded, Received]
    assert len(server.connections) == 1


@pytest.mark.parametrize(
    "first",
    [
        Then(OK, "close"),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        OK + b"more than was asked for",
    ],
    ids=["closed", "to be closed", "spoiled"],
)
def test_a_connection_that_is_no_good_any_more_is_not_used_again(first: Then | bytes) -> None:
    """The next request gets one of its own, and its own answer."""
    events, server = exchange_all(REQUEST, replace(REQUEST, id=2), answers=(first, OK))
    assert events[1][1] == Received(2, b"ok")
    assert len(server.connections) == 2


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_encoded_body_comes_with_its_decoded_form(encoding: str) -> None:
    """The script can look at both."""
    body = gzip.compress(b"hello") if encoding == "gzip" else zlib.compress(b"hello")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n"
    assert exchange_one(head.encode() + body)[1] == Received(1, body, decoded=b"hello")


def test_a_body_that_can_not_be_decoded_says_why() -> None:
    wire = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    assert exchange_one(wire)[1] == Received(
        1, b"abc", undecodable=Failure("incorrect header check", "Z_DATA_ERROR", -3)
    )


def test_a_connection_that_breaks_before_the_answer_hangs_up() -> None:
    """Node's `socket hang up`, with a code and nothing else."""
    assert exchange_one(Then(b"", "close")) == [Failed(1, Failure("socket hang up", "ECONNRESET"))]


def test_half_an_answer_is_followed_by_nothing() -> None:
    """Node 14 and later never complete it: the script waits for ever."""
    events = exchange_one(Then(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "close"))
    assert events == [Responded(1, 200, "OK", (("Content-Length", "9"),), whole=False)]


def test_a_reset_within_the_body_is_an_error() -> None:
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
    assert exchange_one(Then(wire, "reset later"))[-1] == Failed(
        1, Failure("read ECONNRESET", "ECONNRESET", -104, "read")
    )


def test_a_reset_together_with_data_is_an_end_like_any_other() -> None:
    """To libuv, which sees both at once."""
    head = b"HTTP/1.1 200 OK\r\n"
    assert exchange_one(Then(head + b"\r\nhalf", "reset"))[-1] == Received(1, b"half")
    assert exchange_one(Then(head, "reset")) == [Failed(1, Failure("socket hang up", "ECONNRESET"))]


def test_an_address_is_told_as_it_was_given() -> None:
    """Not in the form that it has by itself."""

    async def connect_to_closed() -> None:
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as closed:
            port = closed.getsockname()[1]
        await connect("::ffff:127.0.0.1", port, lambda _host, _addresses: None)

    with pytest.raises(ExchangeError) as caught:
        _run(connect_to_closed())
    assert caught.value.failure.address == "::ffff:127.0.0.1"


def test_an_upgrade_that_nobody_asked_for_is_followed_by_nothing() -> None:
    """No event at all, as in Node."""
    assert exchange_one(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n") == []


@pytest.mark.parametrize(
    ("wire", "code", "reason", "position"),
    [
        (b"SMTP ready\r\n\r\n", "HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/", 0),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", "HPE_INVALID_STATUS", "Invalid status code", 10),
        (
            b"HTTP/1.1 200 OK\r\nbad header: x\r\n\r\n",
            "HPE_INVALID_HEADER_TOKEN",
            "Invalid header token",
            20,
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HPE_INVALID_CONTENT_LENGTH",
            "Invalid character in Content-Length",
            33,
        ),
        (
            b"HTTP/1.1 200 OK\r\nA: " + b"x" * 20_000 + b"\r\n\r\n",
            "HPE_HEADER_OVERFLOW",
            "Header overflow",
            20_021,
        ),
    ],
    ids=["protocol", "status", "header", "length", "overflow"],
)
def test_an_answer_that_is_not_http_is_a_parse_error(
    wire: bytes, code: str, reason: str, position: int
) -> None:
    """With llhttp's reason, Node's code, and where in what was read."""
    extra: dict[str, str | int] = {"bytesParsed": position, "reason": reason}
    assert exchange_one(wire) == [Failed(1, Failure(f"Parse Error: {reason}", code, extra=extra))]


def test_interim_answers_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server can't keep a run busy with them: they count as an answer that is too large."""
    monkeypatch.setattr("runtime.world.http1.client._MOST_FRAMING", 10_000)
    failed = exchange_one(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)[0]
    assert isinstance(failed, Exceeded)


@pytest.mark.parametrize("encoding", ["", "Content-Encoding: gzip\r\n"])
def test_an_answer_that_is_too_large_ends_there(encoding: str) -> None:
    """As it comes, or as it unfolds."""
    body = gzip.compress(bytes(100_000)) if encoding else bytes(100_000)
    head = f"HTTP/1.1 200 OK\r\n{encoding}Content-Length: {len(body)}\r\n\r\n"
    failed = exchange_one(head.encode() + body, limit=50_000)[1]
    assert isinstance(failed, Exceeded)


def test_a_port_where_nobody_listens_refuses() -> None:
    """With the address that was really tried."""

    def refusing_address(_: RawServer) -> Address:
        return Address("http", "127.0.0.1", 1)

    failure = Failure("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", -111, "connect", "127.0.0.1", 1)
    assert exchange_one(OK, address=refusing_address) == [Failed(1, failure)]


def test_a_name_that_nobody_knows_is_not_found() -> None:
    """A name that DNS can't even ask for will do."""

    def unknown_address(_: RawServer) -> Address:
        return Address("http", "a" * 70 + ".example.com", 80)

    failed = exchange_one(OK, address=unknown_address)[0]
    assert isinstance(failed, Failed)
    assert failed.failure.code in {"ENOTFOUND", "EAI_AGAIN"}
    assert failed.failure.syscall == "getaddrinfo"


def issue_certificate(name: str) -> tuple[trustme.CA, ssl.SSLContext]:
    """An authority, and a server's side with a certificate of it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return authority, context


def at_localhost(server: RawServer) -> Address:
    """The server by a name, as certificates want it."""
    return Address("https", "localhost", server.port)


def test_a_certificate_of_a_known_authority_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """SSL_CERT_FILE names the authorities, as everywhere."""
    authority, context = issue_certificate("localhost")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert exchange_one(OK, tls=context, address=at_localhost)[1] == Received(1, b"ok")


def test_a_certificate_of_an_unknown_authority_is_refused() -> None:
    """With Node's code for it."""
    _, context = issue_certificate("localhost")
    failed = exchange_one(OK, tls=context, address=at_localhost)[0]
    assert isinstance(failed, Failed)
    assert failed.failure == Failure(
        "unable to verify the first certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
    )


def test_a_certificate_for_another_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Though its authority is known."""
    authority, context = issue_certificate("other.example.com")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    failed = exchange_one(OK, tls=context, address=at_localhost)[0]
    assert isinstance(failed, Failed)
    assert failed.failure.code == "ERR_TLS_CERT_ALTNAME_INVALID"


def test_a_script_may_do_without_verification() -> None:
    """restler's rejectUnauthorized: false."""
    _, context = issue_certificate("other.example.com")
    unverified = replace(REQUEST, verify_tls=False)
    assert exchange_one(OK, unverified, tls=context, address=at_localhost)[1] == Received(1, b"ok")


def test_a_server_that_speaks_no_tls_is_a_protocol_error() -> None:
    async def ask() -> WorldEvent:
        async def shout(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"this is no TLS at all\r\n")
            await writer.drain()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

        server = await asyncio.start_server(shout, "127.0.0.1", 0)
        where = Address("https", "127.0.0.1", server.sockets[0].getsockname()[1])
        world = LiveWorld(addresses={"api.example.com": where}, response_limit=1000)
        events = [event async for event in world.exchange(REQUEST)]
        await world.aclose()
        server.close()
        return events[0]

    failed = _run(ask())
    assert isinstance(failed, Failed)
    assert failed.failure.code == "EPROTO"


def test_a_proxy_is_told_the_whole_address() -> None:
    """And only if the run names one: no variable of the environment is looked at."""

    async def ask() -> bytes:
        async with raw_server(OK) as proxy:
            world = LiveWorld(addresses={}, response_limit=1000, proxy=f"http://127.0.0.1:{proxy.port}")
            events = [event async for event in world.exchange(REQUEST)]
            await world.aclose()
            assert events[1] == Received(1, b"ok")
            return proxy.requests[0]

    assert _run(ask()).startswith(b"GET http://api.example.com:80/users?filter=")


def test_a_run_that_gives_up_breaks_its_connection_off() -> None:
    """Cancelling the wait is enough."""

    async def ask() -> None:
        async with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") as server:
            where = Address("http", "127.0.0.1", server.port)
            world = LiveWorld(addresses={"api.example.com": where}, response_limit=1000)
            events = world.exchange(REQUEST)
            assert isinstance(await anext(events), Responded)
            waiting = asyncio.ensure_future(anext(events))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await world.aclose()

    _run(ask())


def test_a_run_that_gives_up_waits_for_no_handshake() -> None:
    """A server that accepts a connection and never speaks TLS holds nobody up."""

    async def ask() -> float:
        greeted = asyncio.Event()

        async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            greeted.set()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(stay_silent, "127.0.0.1", 0)
        where = Address("https", "localhost", server.sockets[0].getsockname()[1])
        world = LiveWorld(addresses={"api.example.com": where}, response_limit=1000)
        waiting = asyncio.ensure_future(anext(world.exchange(REQUEST)))
        await greeted.wait()
        loop = asyncio.get_running_loop()
        began = loop.time()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await world.aclose()
        server.close()
        return loop.time() - began

    assert _run(ask()) < 0.9
