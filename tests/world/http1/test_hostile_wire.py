"""Whatever a service sends, the run ends, soon and small: in a limit, or with a finding that says why."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from runtime.inputs.files import read_context
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.runs.launch import Order
from runtime.runs.report import Report
from runtime.runs.world_choice import WorldChoice
from tests import running

SCRIPT = Script("rest.get('http://service.example.com/').on('complete', () => done(context));", name="get.js")
LIMITS = Limits(deadline=120, response=4 << 20, requests=20)
MOST_GROWTH = 48 << 20  # bytes that the host may grow by

Stream = Callable[[], Iterator[bytes]]
MEGABYTE = b"x" * (1 << 20)


def a_gigabyte() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
    yield from (MEGABYTE for _ in range(1024))


def chunks_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"100000\r\n" + MEGABYTE + b"\r\n"


def a_body_until_the_end_that_never_comes() -> Iterator[bytes]:
    yield b"HTTP/1.0 200 OK\r\n\r\n"
    while True:
        yield MEGABYTE


def a_bomb() -> Iterator[bytes]:
    """A gigabyte of nothing, compressed to a megabyte."""
    packer = zlib.compressobj(wbits=31)
    bomb = (b"".join(packer.compress(MEGABYTE) for _ in range(64)) + packer.flush()) * 16
    yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    yield bomb


def interim_answers_without_end() -> Iterator[bytes]:
    """103 Early Hints, again and again."""
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000


def trailers_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    while True:
        yield b"X: y\r\n" * 1000


def a_hundred_thousand_headers() -> Iterator[bytes]:
    """Node stops reading at 16 KB."""
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (b"X-%d: y\r\n" % number for number in range(100_000))
    yield b"Content-Length: 0\r\n\r\n"


def a_header_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield MEGABYTE


def a_chunk_extension_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a="
    while True:
        yield MEGABYTE


def nonsense_without_end() -> Iterator[bytes]:
    while True:
        yield b"\x00\xff" * 10_000


def chunks_of_a_byte() -> Iterator[bytes]:
    """Five bytes of framing for each."""
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1\r\nx\r\n" * 10_000


def a_chunk_size_without_end() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"0" * 10_000


def blanks_without_end() -> Iterator[bytes]:
    """Before a header's value, where they don't count."""
    yield b"HTTP/1.1 200 OK\r\nX:"
    while True:
        yield b" " * 10_000


def empty_gzip_members() -> Iterator[bytes]:
    """A hundred thousand of them, which come to nothing."""
    body = gzip.compress(b"", mtime=0) * 100_000
    yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    yield body


def tokens_without_end() -> Iterator[bytes]:
    """Each of them is to be masked in whatever is written from then on."""
    body = b"[%s]" % b",".join(b'{"access_token":"token-%06d"}' % number for number in range(100_000))
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    yield body


def a_redirect_to_itself() -> Iterator[bytes]:
    yield b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"


def a_byte_and_silence() -> Iterator[bytes]:
    """The rest would come a byte at a time."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"


def an_answer_that_breaks_off() -> Iterator[bytes]:
    """With the connection closed in good order: Node waits for ever."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nx"


@contextmanager
def serve_stream(stream: Stream, *, hang_up: bool = False) -> Iterator[int]:
    """A server that answers every request with this stream; its port."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(client: socket.socket) -> None:
        with suppress(OSError), client:
            client.recv(65536)
            for piece in stream():
                client.sendall(piece)
            if not hang_up:
                over.wait()

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.close()


def run_against(port: int, limits: Limits = LIMITS) -> Report:
    """A run whose one request goes to that port."""
    choice = WorldChoice(maps=(f"service.example.com=http://127.0.0.1:{port}",))
    order = Order(
        script=SCRIPT,
        context=read_context("@assigned-new"),
        kind=infer_kind(SCRIPT),
        limits=limits,
        choice=choice,
        record=None,
    )
    return running.run_order(order)[0]


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    "stream",
    [
        a_gigabyte,
        chunks_without_end,
        a_body_until_the_end_that_never_comes,
        a_bomb,
        interim_answers_without_end,
        chunks_of_a_byte,
        a_chunk_size_without_end,
        blanks_without_end,
        empty_gzip_members,
        tokens_without_end,
        a_redirect_to_itself,
    ],
)
def test_what_is_too_much_hits_a_limit(stream: Stream) -> None:
    """The report says which, and the host's memory doesn't follow the service's wishes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with serve_stream(stream) as port:
        report = run_against(port)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    assert report.outcome == "limit", report.detail
    assert any(told in report.detail for told in ("--max-", "headers and framing", "can be masked"))
    assert grown < MOST_GROWTH


@pytest.mark.parametrize(
    ("stream", "problem"),
    [
        (a_hundred_thousand_headers, "Parse Error: Header overflow"),
        (trailers_without_end, "Parse Error: Header overflow"),
        (a_header_without_end, "Parse Error: Header overflow"),
        (a_chunk_extension_without_end, "Parse Error: Chunk extensions overflow"),
        (nonsense_without_end, "Parse Error: Expected HTTP/"),
    ],
)
def test_what_node_refuses_to_read_is_an_error_to_the_script(stream: Stream, problem: str) -> None:
    """This script doesn't look at it: that is its finding."""
    with serve_stream(stream) as port:
        report = run_against(port)
    assert report.outcome == "done"
    assert codes(report) == ["failed-unseen"]
    assert problem in str(report.requests[0].failure)


@pytest.mark.parametrize(
    ("stream", "hang_up", "outcome"),
    [(a_byte_and_silence, False, "deadline"), (an_answer_that_breaks_off, True, "never-done")],
)
def test_an_answer_that_never_ends_is_named(stream: Stream, hang_up: bool, outcome: str) -> None:  # noqa: FBT001
    """restler would wait for ever, and its time-out is over once the head is there."""
    with serve_stream(stream, hang_up=hang_up) as port:
        report = run_against(port, Limits(deadline=0.5))
    assert report.outcome == outcome
    assert codes(report) == ["unfinished-answer"]


def test_a_large_body_of_small_values_is_not_parsed_by_the_host() -> None:
    """Its secrets are looked for all the same; parsed, it would take thirty times its size."""

    def values() -> Iterator[bytes]:
        body = b"[%s1]" % (b'{"a":1},' * 400_000)
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body)
        yield body

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with serve_stream(values) as port:
        report = run_against(port)
    assert report.outcome == "done"
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10 < MOST_GROWTH


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (bytes(range(256)) * (24 << 10), "text/plain"),
        (b"\x00\xd8" * (3 << 20), "text/plain; charset=ucs2"),
        (b"<a>" * (2 << 20), "application/xml"),
    ],
    ids=["binary", "surrogates", "deep-xml"],
)
def test_an_answer_that_the_engine_has_no_room_for_is_its_memory_limit(
    tmp_path: Path, body: bytes, content_type: str
) -> None:
    """Wherever it notices: the script has thrown nothing.

    A child that this large process starts itself begins with its parent's peak of memory, and can't tell.
    """

    def answer() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n" % content_type.encode()
        yield b"Content-Length: %d\r\n\r\n" % len(body)
        yield body

    script = tmp_path / "get.js"
    script.write_text(SCRIPT.text, "utf-8")
    command = [sys.executable, "-c", "from runtime.cli import main; main()", "run", str(script)]
    with serve_stream(answer) as port:
        at = f"service.example.com=http://127.0.0.1:{port}"
        options = ["--context", "@assigned-new", "--map", at, "--memory", "32M", "--no-record", "--json"]
        told = subprocess.run([*command, *options], capture_output=True, check=False, text=True, timeout=300)
    assert json.loads(told.stdout)["outcome"] == "memory-limit"
