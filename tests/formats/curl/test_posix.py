"""The command line for sh, run: what the service gets is what the recording's request was."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.formats.curl import Shell, command
from runtime.model.errors import BadInput
from runtime.model.http import Header, Request
from runtime.runs.store import open_recording
from tests.formats.curl.serving import serve_once
from tests.paths import RECORDINGS

FILES = sorted((RECORDINGS / "v2").glob("*.jsonl"))
RECORDED = [
    pytest.param(exchange.request, id=f"{path.stem}-{number}")
    for path in FILES
    for number, exchange in open_recording(path).transcript.exchanges.items()
]
needs_curl = pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "sh", "base64"))), reason="there is no curl, sh or base64 here"
)
Received = Callable[[Request], bytes]


def build_request(method: str = "GET", target: str = "/", *headers: Header, body: bytes = b"") -> Request:
    """A request with the headers that restler sends, and these."""
    length = () if any(name == "Transfer-Encoding" for name, _ in headers) else (len(body),)
    usual = (("Accept", "*/*"), ("User-Agent", "Restler for node.js"), ("Host", "api.example.com"))
    sized = tuple(("Content-Length", str(number)) for number in length)
    return Request(1, method, "http", "api.example.com", 80, target, (*usual, *headers, *sized), body)


@pytest.fixture
def run_in_shell(tmp_path: Path) -> Received:
    """`run_in_shell(request)`: all bytes that a server gets when sh runs the command for this request."""

    def run(request: Request) -> None:
        script = tmp_path / "again.sh"
        script.write_text(command("r.jsonl", request, Shell.SH, masked=True), "utf-8", newline="")
        subprocess.run(["sh", str(script)], check=True, timeout=300, capture_output=True)

    return lambda request: serve_once(request, run)


def wire(request: Request) -> bytes:
    """The request as restler writes it, but for its Host, which curl always puts first, and for the blank
    that it leaves out where nothing follows.
    """
    headers = sorted(request.headers, key=lambda header: header[0].lower() != "host")
    lines = [
        f"{request.method} {request.target} HTTP/1.1",
        *(f"{name}: {value}".rstrip() for name, value in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


@needs_curl
@pytest.mark.parametrize("request_", RECORDED)
def test_every_recorded_request_is_sent_as_it_was(request_: Request, run_in_shell: Received) -> None:
    assert run_in_shell(request_) == wire(request_)


REQUESTS = {
    "head": build_request("HEAD"),
    "delete": build_request("DELETE", "/people/7"),
    "a get with a body": build_request(body=b'{"a": 1}'),
    "quotes": build_request(
        "POST", "/a?b='c'&d=$HOME`id`", ("X-Said", 'it\'s "so" $(id)'), body=b"'\"$(id)\\n"
    ),
    "dots and brackets": build_request("GET", "/a/../b/./c?d=[1-3]{x,y}"),
    "a header without a value": build_request("GET", "/", ("X-Empty", "")),
    "a header of bytes": build_request("GET", "/", ("X-Name", "Jos\xe9 \x80 100% 'q' \\ !")),
    "lines": build_request("POST", "/", body="erste\nzweite\tZeile ü\n".encode()),
    "a body that names a file": build_request("POST", "/", body=b"@/etc/passwd"),
    "a binary body": build_request("POST", "/", body=bytes(range(256)) * 3),
    "carriage returns": build_request("POST", "/", body=b"a\r\nb\r\n"),
    "a large body": build_request("POST", "/", body=b"x" * 3_000_000),
    "a large text": build_request("POST", "/", body=b"y" * 200_000),
    "its own content type": build_request("POST", "/", ("Content-Type", "application/json"), body=b"{}"),
}


@needs_curl
@pytest.mark.parametrize("name", REQUESTS)
def test_whatever_is_in_a_request_is_sent(name: str, run_in_shell: Received) -> None:
    """Nothing is read as the shell's, and nothing is added."""
    assert run_in_shell(REQUESTS[name]) == wire(REQUESTS[name])


@needs_curl
def test_a_chunked_body_stays_chunked(run_in_shell: Received) -> None:
    """In chunks of curl's sizes."""
    got = run_in_shell(build_request("POST", "/", ("Transfer-Encoding", "chunked"), body=b"hello"))
    assert got.endswith(b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    assert b"Content-Length" not in got


@needs_curl
def test_a_target_that_curl_would_change_is_sent_as_it_was(run_in_shell: Received) -> None:
    """restler sends what a script gave it."""
    assert run_in_shell(build_request("GET", "/a#b")).startswith(b"GET /a#b HTTP/1.1\r\n")


def test_a_comment_says_where_stand_ins_are() -> None:
    """By the names of the headers; not at all where nothing was masked."""
    request = build_request("GET", "/", ("Authorization", "Bearer QBPLYS"))
    masked = command("r", request, Shell.SH, masked=True)
    assert masked.startswith(
        "# masked: put the real value in the place of each stand-in (here: Authorization)\n"
    )
    assert command("r", request, Shell.SH, masked=False).startswith("curl ")


@pytest.mark.parametrize(
    "header", [("@/etc/passwd", "x"), ("X-A", "b\r\nX-Evil: c"), ("X A", "b"), ("", "b")]
)
def test_a_header_that_none_can_be_is_left_out_and_told(header: Header) -> None:
    """An edited recording makes curl read no file and send no further header."""
    line = command("r", build_request("GET", "/", header), Shell.SH, masked=False)
    assert line.startswith("# left out: 1 headers that curl can't be given\n")
    assert "passwd" not in line
    assert "Evil" not in line


@pytest.mark.parametrize(
    "request_",
    [
        build_request("GET\n-o x"),
        build_request("GET", "/\nx"),
        replace(build_request(), scheme="file"),
        replace(build_request(), host="a\x00b"),
    ],
)
def test_what_no_command_line_can_send_is_refused(request_: Request) -> None:
    with pytest.raises(BadInput) as refused:
        command("r.jsonl: request 1", request_, Shell.SH, masked=False)
    assert refused.value.where == "r.jsonl: request 1"


def test_a_request_without_a_checked_certificate_says_so() -> None:
    """As the script did with rejectUnauthorized."""
    assert "--insecure" in command("r", replace(build_request(), verify_tls=False), Shell.SH, masked=False)
