"""Answers as llhttp and Node read them. What Node says was recorded from http.request of Node 20.20."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.world.http1.response_parser import HEAD_LIMIT, ResponseParser
from runtime.world.http1.wire_messages import ResponseHead
from tests.work import grows_in_proportion

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LF, CR = "HPE_LF_EXPECTED", "HPE_CR_EXPECTED"
TOKEN, SIZE, VERSION = "HPE_INVALID_HEADER_TOKEN", "HPE_INVALID_CHUNK_SIZE", "HPE_INVALID_VERSION"
LENGTH, CONSTANT, STATUS = "HPE_INVALID_CONTENT_LENGTH", "HPE_INVALID_CONSTANT", "HPE_INVALID_STATUS"
NO_HTTP = "Expected HTTP/, RTSP/ or ICE/"


def read(*packets: bytes, method: str = "GET") -> ResponseParser:
    """What these packets are as an answer."""
    answer = ResponseParser(method)
    for packet in packets:
        answer.feed(packet)
    return answer


@pytest.mark.parametrize(
    ("packets", "code", "position", "reason"),
    [
        ([b"GET / HTTP/1.1\r\n\r\n"], CONSTANT, 0, NO_HTTP),
        ([b"ICY 200 OK\r\n\r\n"], CONSTANT, 2, NO_HTTP),
        ([b"HTTP/x.1 200 OK\r\n\r\n"], VERSION, 5, "Invalid major version"),
        ([b"HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nok"], VERSION, 8, "Invalid HTTP version"),
        ([b"HTTP/1.1 20 OK\r\n\r\n"], STATUS, 11, "Invalid status code"),
        ([b"HTTP/1.1 abc OK\r\n\r\n"], STATUS, 9, "Invalid status code"),
        ([b"HTTP/1.1 1000 Bad\r\n\r\n"], STATUS, 12, "Invalid response status"),
        ([b"HTTP/1.1 200 OK\n\n"], CR, 16, "Missing expected CR after response line"),
        ([b"HTTP/1.1 200 OK\rX: y\r\n\r\n"], "HPE_STRICT", 16, "Expected LF after CR"),
        (
            [b"HTTP/1.1 200 OK\r\n X: y\r\n\r\n"],
            "HPE_UNEXPECTED_SPACE",
            18,
            "Unexpected space after start line",
        ),
        ([b"HTTP/1.1 200 OK\r\nX-A : b\r\n\r\n"], TOKEN, 20, "Invalid header token"),
        ([b"HTTP/1.1 200 OK\r\nX(A: b\r\n\r\n"], TOKEN, 18, "Invalid header token"),
        ([b"HTTP/1.1 200 OK\r\nX-A: b\1\r\n\r\n"], TOKEN, 23, "Invalid header value char"),
        (
            [b"HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n"],
            TOKEN,
            25,
            "Unexpected whitespace after header value",
        ),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"], TOKEN, 37, "Invalid header field char"),
        ([b"HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n"], LF, 22, "Missing expected LF after header value"),
        ([b"HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n"], CR, 21, "Missing expected CR after header value"),
        ([b"HTTP/1.1 200 OK\r\n", b"X(A: b\r\n\r\n"], TOKEN, 1, "Invalid header token"),
        (
            [b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok"],
            LENGTH,
            33,
            "Invalid character in Content-Length",
        ),
        (
            [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nok"],
            LENGTH,
            53,
            "Content-Length overflow",
        ),
        (
            [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"],
            "HPE_UNEXPECTED_CONTENT_LENGTH",
            52,
            "Duplicate Content-Length",
        ),
        (
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"],
            LENGTH,
            60,
            "Content-Length can't be present with Transfer-Encoding",
        ),
        (
            [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"],
            "HPE_INVALID_TRANSFER_ENCODING",
            54,
            "Transfer-Encoding can't be present with Content-Length",
        ),
        ([b"HTTP/1.1 200 OK\r\r\nX: y\r\n\r\n"], "HPE_INVALID_HEADER_TOKEN", 18, "Invalid header field char"),
        (
            [b"HTTP/1.1 200 OK\r\nContent-Length: 2\t\r\n\r\nok"],
            LENGTH,
            34,
            "Invalid character in Content-Length",
        ),
        ([CHUNKED + b"zz\r\nab"], SIZE, 47, "Invalid character in chunk size"),
        ([CHUNKED + b"2 \r\nok\r\n"], SIZE, 49, "Invalid character in chunk size"),
        ([CHUNKED + b"2\r\nok\r\n", b"zz\r\n"], SIZE, 0, "Invalid character in chunk size"),
        ([CHUNKED + b"f" * 17 + b"\r\n"], SIZE, 64, "Chunk size overflow"),
        ([CHUNKED + b"2\r\nokk\r\n"], "HPE_STRICT", 52, "Expected LF after chunk data"),
        ([CHUNKED + b"2;\1\r\n"], "HPE_STRICT", 50, "Invalid character in chunk extensions name"),
        (
            [CHUNKED + b"2;a=" + b"b" * 17_000 + b"\r\nok\r\n"],
            "HPE_CHUNK_EXTENSIONS_OVERFLOW",
            17_052,
            "Chunk extensions overflow",
        ),
        (
            [CHUNKED + b"2\r\nok\r\n0\r\nX-T: " + b"1" * 17_000 + b"\r\n\r\n"],
            "HPE_HEADER_OVERFLOW",
            17_063,
            "Header overflow",
        ),
        ([OK + b"xyz"], CONSTANT, 40, NO_HTTP),
        ([b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nok"], CONSTANT, 38, NO_HTTP),
        (
            [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nokxyz"],
            "HPE_CLOSED_CONNECTION",
            60,
            "Data after `Connection: close`",
        ),
    ],
)
def test_what_node_refuses_is_refused_in_its_words(
    packets: list[bytes], code: str, position: int, reason: str
) -> None:
    """With the position in the packet that it names."""
    failure = read(*packets).failure
    assert failure is not None
    assert (failure.message, failure.code) == (f"Parse Error: {reason}", code)
    assert failure.extra == {"bytesParsed": position, "reason": reason}


@pytest.mark.parametrize("name", [b"Transfer-Encoding", b"transfer-encoding"])
def test_a_transfer_encoding_that_names_nothing_is_none(name: bytes) -> None:
    """Node passes over it, and shows it."""
    answer = read(b"HTTP/1.1 200 OK\r\n%s: \r\nContent-Length: 2\r\n\r\nok" % name)
    assert answer.complete
    assert answer.head is not None
    assert answer.head.headers[0] == (name.decode(), "")


@pytest.mark.parametrize("status", ["HTTP/1.1 200 OK", "HTTP/1.1 101 Switch"])
def test_a_transfer_encoding_that_names_nothing_is_shown_wherever_the_packets_end(status: str) -> None:
    """Also if its name came in another packet than what follows it."""
    wire = f"{status}\r\nTransfer-ENCODING: \t\r\n\r\n".encode()
    for cut in range(1, len(wire)):
        head = read(wire[:cut], wire[cut:]).head
        assert head is not None, cut
        assert head.headers == (("Transfer-ENCODING", ""),)


def test_a_transfer_encoding_that_names_nothing_may_be_a_trailer() -> None:
    """And the last coding stays what it was."""
    wire = CHUNKED.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding:\r\n\r\n")
    answer = read(wire + b"2\r\nok\r\n0\r\nTransfer-Encoding:\r\n\r\n")
    assert (answer.complete, answer.take_body()) == (True, b"ok")
    assert answer.trailers == [("Transfer-Encoding", "")]


def test_a_transfer_encoding_behind_a_length_is_refused_though_it_names_nothing() -> None:
    failure = read(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding:\r\n\r\nok").failure
    assert failure is not None
    assert failure.code == "HPE_INVALID_TRANSFER_ENCODING"


@pytest.mark.parametrize(
    ("packets", "method"),
    [
        ([b"HTTP/1.1 103 E\r\nConnection: x, Close\r\n\r\n", OK], "GET"),
        ([b"HTTP/1.0 100 C\r\n\r\n" + OK], "GET"),
        ([b"HTTP/1.0 200 OK\r\n\r\nx"], "HEAD"),
        ([b"HTTP/1.1 200 OK\r\nProxy-Connection: close\r\n\r\n", b"\r\nx"], "HEAD"),
    ],
)
def test_nothing_may_follow_an_answer_that_closes_the_connection(packets: list[bytes], method: str) -> None:
    """Neither an interim one nor one without a body."""
    failure = read(*packets, method=method).failure
    assert failure is not None
    assert failure.code == "HPE_CLOSED_CONNECTION"


@pytest.mark.parametrize("status", [b"000", b"099"])
def test_a_status_below_100_has_a_body_like_any_other(status: bytes) -> None:
    answer = read(b"HTTP/1.1 %s X\r\n\r\nok" % status)
    assert (answer.end(), answer.take_body()) == (True, b"ok")


def test_only_blanks_may_follow_the_word_chunked() -> None:
    """With a tab it is another word, and the body lasts until the end."""
    answer = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n2\r\nok\r\n")
    assert (answer.end(), answer.take_body()) == (True, b"2\r\nok\r\n")


def test_a_surplus_answer_can_not_switch_protocols() -> None:
    answer = read(OK + b"HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n")
    assert (answer.complete, answer.switched) == (True, False)


@pytest.mark.parametrize(("size", "whole"), [(HEAD_LIMIT - 1, True), (HEAD_LIMIT, False)])
def test_names_and_values_of_chunk_extensions_have_a_limit(size: int, whole: bool) -> None:  # noqa: FBT001
    """What stands between them is not counted."""
    answer = read(CHUNKED + b"2;a=" + b"b" * size + b"\r\nok\r\n0\r\n\r\n")
    assert answer.complete is whole


def test_a_body_behind_the_head_that_answers_head_is_refused() -> None:
    """The head was the answer."""
    failure = read(OK, method="HEAD").failure
    assert failure is not None
    assert failure.extra == {"bytesParsed": 38, "reason": NO_HTTP}


@pytest.mark.parametrize(
    ("head", "position"),
    [
        (b"X-Big: " + b"a" * 20_000 + b"\r\n\r\n", 20_025),
        (b"X-Big: " + b"a" * 20_000, 20_024),
        (b"X-Big: " + b"a" * (HEAD_LIMIT - 7) + b"\r\nContent-Length: 0\r\n\r\n", 16_402),
        (b"X-Big: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 1000 + b"\r\n", 18_405),
    ],
    ids=["one", "unfinished", "exactly", "many"],
)
def test_a_head_has_a_limit(head: bytes, position: int) -> None:
    """Node's 16 KB of reason, names and values, whether the head comes to its end or not."""
    failure = read(b"HTTP/1.1 200 OK\r\n" + head).failure
    assert failure is not None
    assert failure.code == "HPE_HEADER_OVERFLOW"
    assert failure.extra["bytesParsed"] == position


@pytest.mark.parametrize(
    "head",
    [b"X-Big: " + b"a" * (HEAD_LIMIT - 8) + b"\r\n\r\n", b"a:\r\n" * 16_000 + b"\r\n"],
    ids=["one byte less", "separators don't count"],
)
def test_a_head_may_be_as_large_as_the_limit(head: bytes) -> None:
    """To the byte, as Node counts."""
    assert read(b"HTTP/1.1 200 OK\r\n" + head).head is not None


@pytest.mark.parametrize(
    "wire",
    [
        OK,
        b"HTTP/1.1 100 C\r\n\r\n" + OK,
        b"\r\n\r\n" + OK,
        CHUNKED + b"1;x=y\r\no\r\n1\r\nk\r\n0\r\nX-T: 1\r\n\r\n",
        CHUNKED + b"002\r\nok\r\n000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
    ids=["length", "interim", "blank lines", "chunks", "zeros", "codings"],
)
def test_an_answer_is_the_same_however_it_is_cut(wire: bytes) -> None:
    """In one packet, in two at any place, or byte by byte."""
    cuts = [[wire], [wire[i : i + 1] for i in range(len(wire))]]
    cuts += [[wire[:i], wire[i:]] for i in range(1, len(wire))]
    for packets in cuts:
        answer = read(*packets)
        assert (answer.complete, answer.failure, answer.take_body()) == (True, None, b"ok"), packets
        assert answer.head is not None
        assert answer.head.keep_alive


def test_a_head_is_told_as_it_was_written() -> None:
    """Order, case and repetitions kept; one byte is one character; blanks around a value are not it."""
    answer = read(b"HTTP/1.0 404 Ni\xe9t\r\nB:  x \r\na: \xfc\r\nB:\r\n\r\n")
    assert answer.head == ResponseHead(
        status=404,
        reason="Ni\xe9t",
        headers=(("B", "x"), ("a", "\xfc"), ("B", "")),
        version="1.0",
        keep_alive=False,
    )


@pytest.mark.parametrize(
    ("wire", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nok", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", False),
        (CHUNKED + b"2\r\nok\r\n0\r\n", False),
        (CHUNKED + b"2\r\nok", False),
        (b"HTTP/1.1 200 OK\r\nX", False),
    ],
)
def test_only_an_answer_without_a_length_ends_with_its_connection(wire: bytes, whole: bool) -> None:  # noqa: FBT001
    """Any other is cut short."""
    assert read(wire).end() is whole


def test_a_switch_of_protocols_is_no_answer() -> None:
    """What follows is not HTTP."""
    answer = read(b"HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n\0\1\2")
    assert (answer.switched, answer.complete, answer.failure) == (True, False, None)


def test_a_switch_to_nothing_is_an_answer() -> None:
    """As it is to Node, for want of a protocol."""
    answer = read(b"HTTP/1.1 101 S\r\n\r\n")
    assert (answer.switched, answer.complete, answer.failure) == (False, True, None)


def test_a_second_answer_is_surplus() -> None:
    """The first one stands, but its connection is no good any more."""
    answer = read(OK + OK)
    assert (answer.complete, answer.failure, answer.surplus) == (True, None, True)
    assert answer.take_body() == b"ok"


@pytest.mark.parametrize(
    ("line", "size", "step"),
    [
        (lambda size: b"Content-Length:" + b"\t" * size, 4_000, 1_000),
        (lambda size: b"Content-Length:" + b" \t" * size, 2_000, 1_000),
        (lambda size: b"X:" + b" " * (size * 13) + b":" * size, 1_900, 1_000),
        (lambda size: b"X:" + b" " * size, 12_000, 1),
        (lambda size: b"X:" + b" " * (size * 13) + b"g" * size, 1_900, 1_000),
        (lambda size: b"Transfer-Encoding:" + b" " * size, 50_000, 1_000),
    ],
    ids=["tabs", "blanks-and-tabs", "colons", "packets-of-a-byte", "letters", "coding"],
)
def test_a_long_line_is_read_in_time_that_grows_with_it(
    line: Callable[[int], bytes], size: int, step: int
) -> None:
    """Blanks before a value are not counted, so that nothing ends such a line."""

    def work(size: int) -> None:
        wire = b"HTTP/1.1 200 OK\r\n" + line(size)
        answer = read(*(wire[at : at + step] for at in range(0, len(wire), step)))
        assert (answer.head, answer.failure) == (None, None)

    assert grows_in_proportion(work, size)
