"""httpx's client over the wire: what is closed is refused; what crosses is bounded, masked, observed."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network
from typing import Any, TypeVar

import httpx
import pytest
import trustme
from pytest_httpserver import HTTPServer

from runtime.model.commands import SendRequest
from runtime.model.egress import EVERY_PORT, Egress, Opening
from runtime.model.events import Cut, Failed, Received, Responded, WorldEvent
from runtime.secrets import Secrets
from runtime.world.http1.addresses import Address
from runtime.world.http1.httpx_transport import EgressTransport
from tests.world.http1.rawserver import RawServer, Then, raw_server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
SILENCE = b""
HERE = (ip_network("127.0.0.1"),)
T = TypeVar("T")
Work = Callable[[httpx.AsyncClient], Awaitable[T]]
Observed = list[SendRequest | WorldEvent]


def opening(*hosts: str, methods: frozenset[str] | None = None, private: Any = HERE) -> Egress:
    """An egress in which these hosts are open at every port."""
    return Egress(tuple(Opening(host, ports=EVERY_PORT, methods=methods) for host in hosts), private)


OPEN = opening("127.0.0.1")


def run(work: Awaitable[T]) -> T:
    """Run to the end, and not for ever."""

    async def run_with_limit() -> T:
        return await asyncio.wait_for(work, 20)

    return asyncio.run(run_with_limit())


@asynccontextmanager
async def client_of(
    egress: Egress = OPEN, *, limit: int = 1 << 20, follow_redirects: bool = False, **options: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose every request goes over the wire."""
    transport = EgressTransport(egress=egress, response_limit=limit, **options)
    async with httpx.AsyncClient(transport=transport, follow_redirects=follow_redirects) as client:
        yield client


def exchange_with(
    *answers: Then | bytes, work: Callable[[httpx.AsyncClient, str], Awaitable[T]], **options: Any
) -> tuple[T, RawServer]:
    """What the work comes to with a client and the address of a raw server that answers so."""

    async def run_with_limit() -> tuple[T, RawServer]:
        async with raw_server(*answers) as server, client_of(**options) as client:
            return await work(client, f"http://127.0.0.1:{server.port}/"), server

    return run(run_with_limit())


async def get(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.get(url)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""

    def answer(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("socket.getaddrinfo", answer)


def refuse(
    error: type[Exception], *answers: Then | bytes, url: str = "", **options: Any
) -> tuple[str, RawServer]:
    """The text of the error that a GET of this URL raises; `{port}` in it is the server's."""

    async def work(client: httpx.AsyncClient, address: str) -> str:
        port = str(httpx.URL(address).port)
        with pytest.raises(error) as caught:
            await client.get(url.replace("{port}", port) or address)
        assert type(caught.value) is error
        return str(caught.value)

    return exchange_with(*answers, work=work, **options)


def test_a_closed_host_is_refused_before_any_connection() -> None:
    """The error says what is closed and what would open it, and names no option of the command line."""
    text, server = refuse(httpx.ConnectError, egress=opening("api.example.com"))
    place = f"http://127.0.0.1:{server.port}"
    assert text == (
        f"{place}: {place} is not open to this run (open: api.example.com). "
        f"To open it, add {place} to the egress of this client."
    )
    assert server.connections == []


def test_a_closed_address_is_refused_though_its_host_is_open() -> None:
    """Private networks are open only by name."""
    text, server = refuse(httpx.ConnectError, egress=opening("127.0.0.1", private=()))
    assert "it is at 127.0.0.1, which is loopback" in text
    assert text.endswith("To open it, add the private network 127.0.0.1 to the egress of this client.")
    assert server.connections == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"]])
def test_an_open_name_of_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    """Even if it has a public address, too."""
    resolve_to(monkeypatch, *addresses)
    egress = opening("api.example.com", private=())
    text, server = refuse(httpx.ConnectError, url="http://api.example.com:{port}/", egress=egress)
    assert "api.example.com is at 127.0.0.1, which is loopback" in text
    assert server.connections == []


def test_a_metadata_service_is_never_open() -> None:
    """Whatever the egress says."""
    egress = opening("169.254.169.254", private=(ip_network("0.0.0.0/0"),))
    text, _ = refuse(httpx.ConnectError, url="http://169.254.169.254/", egress=egress)
    assert text.endswith("Nothing can open it.")


def test_a_redirect_to_a_closed_host_is_refused() -> None:
    """Each hop is a request of its own."""
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/admin\r\nContent-Length: 0\r\n\r\n"
    text, server = refuse(httpx.ConnectError, redirect, follow_redirects=True)
    assert text.startswith("http://127.0.0.2:80: http://127.0.0.2:80 is not open")
    assert len(server.requests) == 1


def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its name is open."""
    resolve_to(monkeypatch, "10.1.2.3")
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://intranet.example.com/\r\nContent-Length: 0\r\n\r\n"
    egress = opening("127.0.0.1", "intranet.example.com")
    text, _ = refuse(httpx.ConnectError, redirect, follow_redirects=True, egress=egress)
    assert "intranet.example.com is at 10.1.2.3, which is private" in text


def test_a_closed_method_is_refused() -> None:
    """The egress holds methods, too."""
    text, server = refuse(httpx.ConnectError, egress=opening("127.0.0.1", methods=frozenset({"POST"})))
    assert "127.0.0.1 is not open for GET (open: POST)" in text
    assert server.connections == []


def test_an_open_server_answers(httpserver: HTTPServer) -> None:
    """As through httpx's own transport: headers, JSON, and a body that was compressed."""
    httpserver.expect_request("/users", method="POST", json={"name": "Ada"}).respond_with_data(
        gzip.compress(b'{"id": 7}'), status=201, headers={"Content-Encoding": "gzip", "X-Id": "7"}
    )

    async def ask() -> httpx.Response:
        async with client_of(opening(httpserver.host, private=(*HERE, ip_network("::1")))) as client:
            return await client.post(httpserver.url_for("/users"), json={"name": "Ada"})

    response = run(ask())
    assert (response.status_code, response.reason_phrase, response.json()) == (201, "CREATED", {"id": 7})
    assert response.headers["x-id"] == "7"


def test_a_body_in_pieces_goes_out_in_chunks() -> None:
    """httpx gives it no length."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"c"

    async def work(client: httpx.AsyncClient, url: str) -> httpx.Response:
        return await client.post(url, content=pieces())

    _, server = exchange_with(OK, work=work)
    assert server.requests[0].endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("method", "headers", "problem"),
    [
        ("GET", {"X-A": "1\r\nX-B: 2"}, "the header 'X-A'"),
        ("GET", {"X A": "1"}, "the header 'X A'"),
        ("GET /admin HTTP/1.1\r\nX: ", {}, "not a method"),
        ("POST", {"Content-Length": "5"}, "not as long"),
    ],
)
def test_what_would_be_more_than_one_request_is_not_sent(
    method: str, headers: dict[str, str], problem: str
) -> None:
    """A server could take a part of it for another request."""

    async def work(client: httpx.AsyncClient, url: str) -> None:
        with pytest.raises(httpx.LocalProtocolError, match=problem):
            await client.request(method, url, headers=headers, content=b"longer than that")

    _, server = exchange_with(work=work)
    assert server.connections == []


def test_another_scheme_is_not_supported() -> None:
    """There is nothing but HTTP here."""
    text, _ = refuse(httpx.UnsupportedProtocol, url="ftp://127.0.0.1/")
    assert "http://" in text


def test_a_mapped_host_is_reached_at_its_address() -> None:
    """The address of a map is open to its own host."""

    async def ask() -> list[bytes]:
        async with raw_server(OK) as server:
            addresses = {"api.example.com": Address("http", "127.0.0.1", server.port)}
            async with client_of(opening("api.example.com", private=()), addresses=addresses) as client:
                await client.get("https://api.example.com/users")
            return server.requests

    assert b"GET /users HTTP/1.1\r\nHost: api.example.com\r\n" in run(ask())[0]


def test_a_proxy_is_used_and_the_environments_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the one that the product was given."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async def ask() -> list[bytes]:
        async with raw_server(OK) as server:
            proxy = f"http://127.0.0.1:{server.port}"
            async with client_of(opening("api.example.com"), proxy=proxy) as client:
                await client.get("http://api.example.com/users")
            return server.requests

    assert run(ask())[0].startswith(b"GET http://api.example.com:80/users HTTP/1.1\r\n")


@pytest.mark.parametrize("known", [True, False])
def test_certificates_are_held_against_the_products_authorities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, *, known: bool
) -> None:
    """SSL_CERT_FILE names them, whatever the client was told of verification."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authorities = authority if known else trustme.CA()
    authorities.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    async def ask() -> str:
        async with raw_server(OK, tls=context) as server:
            transport = EgressTransport(egress=OPEN, response_limit=100)
            async with httpx.AsyncClient(transport=transport, verify=False) as client:
                return (await client.get(f"https://127.0.0.1:{server.port}/")).text

    if known:
        assert run(ask()) == "ok"
    else:
        with pytest.raises(httpx.ConnectError, match="unable to verify the first certificate"):
            run(ask())


def test_nobody_listening_is_a_connect_error() -> None:
    """In Node's words, which name the address."""
    text, _ = refuse(httpx.ConnectError, url="http://127.0.0.1:1/")
    assert text == "http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1"


@pytest.mark.parametrize(
    ("answer", "error", "problem"),
    [
        (Then(b"", "close"), httpx.ReadError, "socket hang up"),
        (b"SMTP ready\r\n\r\n", httpx.RemoteProtocolError, "Expected HTTP/"),
        (
            Then(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "close"),
            httpx.RemoteProtocolError,
            "the connection ended before the answer did",
        ),
    ],
)
def test_a_broken_answer_is_an_error_of_httpx(answer: Any, error: type[Exception], problem: str) -> None:
    """Of the kind that tells what broke."""
    assert problem in refuse(error, answer)[0]


def test_an_encoding_that_can_not_be_bounded_is_refused() -> None:
    """httpx would unfold it, however large it becomes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 0\r\n\r\n"
    assert "only gzip and deflate" in refuse(httpx.DecodingError, answer)[0]


def compress_raw(data: bytes) -> bytes:
    """deflate without zlib's header, as some servers send it and httpx reads it."""
    return zlib.compress(data)[2:-4]


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_a_large_answer_ends_there(coding: str) -> None:
    """As it comes, or as it unfolds: a body of a kilobyte can be one of a megabyte."""
    content = bytes(1_000_000)
    body = {"": content, "gzip": gzip.compress(content), "deflate": compress_raw(content)}[coding]
    header = f"Content-Encoding: {coding}\r\n" if coding else ""
    head = f"HTTP/1.1 200 OK\r\n{header}Content-Length: {len(body)}\r\n\r\n"
    text, _ = refuse(httpx.ReadError, head.encode() + body, limit=50_000)
    assert "the answer is larger than 0.0476837 MB" in text


def test_a_body_of_the_size_that_is_allowed_is_read() -> None:
    """deflate without a header, too."""
    body = compress_raw(bytes(50_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: {len(body)}\r\n\r\n"
    response, _ = exchange_with(head.encode() + body, work=get, limit=50_000)
    assert response.content == bytes(50_000)


def test_a_body_is_streamed() -> None:
    """Its beginning is there before its end was sent."""

    async def ask() -> tuple[bytes, bytes]:
        going_on = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
            await going_on.wait()
            writer.write(b"cd")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with client_of() as client, client.stream("GET", url) as response:
            packets = response.aiter_raw()
            first = await anext(packets)
            going_on.set()
            rest = b"".join([packet async for packet in packets])
        server.close()
        return first, rest

    assert run(ask()) == (b"ab", b"cd")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (SILENCE, "no answer within 0.01 s"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "nothing more of the answer within 0.01 s"),
    ],
)
def test_a_read_timeout_is_the_clients(answer: bytes, problem: str) -> None:
    """For the head, and for each packet of the body; the connection is closed."""

    async def work(client: httpx.AsyncClient, url: str) -> str:
        with pytest.raises(httpx.ReadTimeout) as caught:
            await client.get(url, timeout=httpx.Timeout(10, read=0.01))
        return str(caught.value)

    async def ask() -> str:
        async with raw_server(answer) as server, client_of() as client:
            text = await work(client, f"http://127.0.0.1:{server.port}/")
            await server.closed.wait()
            return text

    assert run(ask()).endswith(problem)


def test_a_connect_timeout_is_the_clients() -> None:
    """It bounds the handshake as well: this server accepts connections and never speaks TLS."""

    async def ask() -> str:
        async with raw_server() as server, client_of() as client:
            url = f"https://127.0.0.1:{server.port}/"
            with pytest.raises(httpx.ConnectTimeout) as caught:
                await client.get(url, timeout=httpx.Timeout(10, connect=0.01))
            await server.closed.wait()
            return str(caught.value)

    assert run(ask()).endswith("no connection within 0.01 s")


def test_a_connection_is_used_again() -> None:
    """By the next request to the same place."""

    async def work(client: httpx.AsyncClient, url: str) -> list[str]:
        return [(await client.get(url)).text, (await client.get(url)).text]

    texts, server = exchange_with(OK, OK, work=work)
    assert texts == ["ok", "ok"]
    assert len(server.connections) == 1


def test_an_answer_that_is_not_read_to_its_end_costs_its_connection() -> None:
    """Its rest would be taken for the next one's beginning."""

    async def work(client: httpx.AsyncClient, url: str) -> None:
        async with client.stream("GET", url):
            pass
        await client.get(url)

    _, server = exchange_with(OK, OK, work=work)
    assert len(server.connections) == 2


@pytest.mark.parametrize("answer", [SILENCE, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_cancelled_request_leaves_no_connection_open(answer: bytes) -> None:
    """Before its head, and within its body."""

    async def ask() -> SendRequest | WorldEvent:
        waiting, closed = asyncio.Event(), asyncio.Event()
        observed: Observed = []

        def observe(what: SendRequest | WorldEvent) -> None:
            observed.append(what)
            if isinstance(what, Responded):
                waiting.set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            if not answer:
                waiting.set()
            with suppress(OSError):
                await reader.read()
            closed.set()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with client_of(observe=observe) as client:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            asking = asyncio.ensure_future(client.get(url))
            await waiting.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await closed.wait()
        server.close()
        return observed[-1]

    assert run(ask()) == Cut(1)


def test_closing_the_client_closes_its_connections() -> None:
    """Those that wait for the next request, too."""

    async def ask() -> bool:
        async with raw_server(OK) as server:
            async with client_of() as client:
                await client.get(f"http://127.0.0.1:{server.port}/")
                before = server.closed.is_set()
            await server.closed.wait()
        return before

    assert run(ask()) is False


def test_what_is_observed_is_what_a_recording_has() -> None:
    """The request, the head of the answer, its body."""
    observed: Observed = []
    _, server = exchange_with(OK, work=get, observe=observed.append)
    sent, responded, received = observed
    assert isinstance(sent, SendRequest)
    assert sent.request.url == f"http://127.0.0.1:{server.port}/"
    assert responded == Responded(1, 200, "OK", (("Content-Length", "2"),))
    assert received == Received(1, b"ok")


def test_a_denial_is_observed() -> None:
    observed: Observed = []
    refuse(httpx.ConnectError, egress=Egress(), observe=observed.append)
    failed = observed[-1]
    assert isinstance(failed, Failed)
    assert "is not open to this run (open: nothing)" in failed.denied
    assert len(observed) == 2


@pytest.mark.parametrize("compressed", [False, True])
def test_secrets_are_masked_in_what_is_observed(*, compressed: bool) -> None:
    """In headers and bodies, of the request and of the answer, and as it unfolds; the client has them."""
    secret, password, token = "s3cr3t-authorization-9", "pa55-word-of-ada-1", "t0ken-of-the-service-7"
    content = f'{{"access_token": "{token}"}}'.encode()
    body = gzip.compress(content) if compressed else content
    coding = "Content-Encoding: gzip\r\n" if compressed else ""
    head = f"HTTP/1.1 200 OK\r\n{coding}Set-Cookie: id={secret[::-1]}\r\nContent-Length: {len(body)}\r\n\r\n"
    observed: Observed = []
    secrets = Secrets()

    async def work(client: httpx.AsyncClient, url: str) -> httpx.Response:
        form = {"grant_type": "password", "password": password}
        return await client.post(url, data=form, headers={"Authorization": f"Bearer {secret}"})

    response, server = exchange_with(
        head.encode() + body, work=work, observe=observed.append, secrets=secrets
    )
    assert response.json() == {"access_token": token}
    assert secret.encode() in server.requests[0]
    assert password.encode() in server.requests[0]
    text = repr(observed)
    for value in (secret, password, token, secret[::-1]):
        assert value not in text
    received = observed[-1]
    assert isinstance(received, Received)
    assert (received.decoded or received.body).startswith(b'{"access_token": "')
    if compressed:
        assert gzip.decompress(received.body) == received.decoded
    assert secrets.mask_text(token) != token


def test_a_secret_in_the_text_of_an_error_is_masked() -> None:
    """An error's text is shown and logged."""
    secrets = Secrets()
    secrets.learn("pa55-word-of-ada-1")
    observed: Observed = []
    egress = opening("127.0.0.1")

    async def work(client: httpx.AsyncClient, url: str) -> str:
        with pytest.raises(httpx.ConnectError) as caught:
            await client.get(url, headers={"Host": "pa55-word-of-ada-1.example.com"})
        return str(caught.value)

    text, _ = exchange_with(work=work, egress=egress, secrets=secrets, observe=observed.append)
    assert "its Host header names" in text
    assert "pa55-word-of-ada-1" not in text + repr(observed)
