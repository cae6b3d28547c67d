"""Reads one answer with llhttp, Node's own parser, and with the errors of Node 20. No I/O.

llhttp's binding says what is wrong, but not where. So framing (heads, chunk sizes, trailers) is fed byte by
byte: this gives Node's `bytesParsed`, keeps Node's limits exactly, and shows the end of a head. Bodies, whose
size is known then, are fed in one piece.
"""

from __future__ import annotations

import re
import sys

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from runtime.model.http import Failure, Header, first_header
from runtime.world.http1.blank_coding import BLANK_CODING, BlankCoding
from runtime.world.http1.header_line import FramingLine
from runtime.world.http1.wire_messages import ResponseHead

# Node's --max-http-header-size: names, values and the reason together; the same for chunk extensions.
HEAD_LIMIT = 16 * 1024

_CR, _LF, _COLON, _TAB = b"\r\n:\t"
_SWITCHING_PROTOCOLS = 101

# Codes by the messages of llhttp; other messages about an answer have HPE_STRICT.
_CODES = {
    "Expected HTTP/, RTSP/ or ICE/": "HPE_INVALID_CONSTANT",
    "Invalid word encountered": "HPE_INVALID_CONSTANT",
    "Expected dot": "HPE_INVALID_VERSION",
    "Expected space after version": "HPE_INVALID_VERSION",
    "Invalid HTTP version": "HPE_INVALID_VERSION",
    "Invalid major version": "HPE_INVALID_VERSION",
    "Invalid minor version": "HPE_INVALID_VERSION",
    "Invalid response status": "HPE_INVALID_STATUS",
    "Invalid status code": "HPE_INVALID_STATUS",
    "Invalid header field char": "HPE_INVALID_HEADER_TOKEN",
    "Invalid header token": "HPE_INVALID_HEADER_TOKEN",
    "Invalid header value char": "HPE_INVALID_HEADER_TOKEN",
    "Unexpected whitespace after header value": "HPE_INVALID_HEADER_TOKEN",
    "Unexpected space after start line": "HPE_UNEXPECTED_SPACE",
    "Duplicate Content-Length": "HPE_UNEXPECTED_CONTENT_LENGTH",
    "Content-Length can't be present with Transfer-Encoding": "HPE_INVALID_CONTENT_LENGTH",
    "Content-Length overflow": "HPE_INVALID_CONTENT_LENGTH",
    "Empty Content-Length": "HPE_INVALID_CONTENT_LENGTH",
    "Invalid character in Content-Length": "HPE_INVALID_CONTENT_LENGTH",
    "Empty Transfer-Encoding": "HPE_INVALID_TRANSFER_ENCODING",
    "Invalid `Transfer-Encoding` header value": "HPE_INVALID_TRANSFER_ENCODING",
    "Transfer-Encoding can't be present with Content-Length": "HPE_INVALID_TRANSFER_ENCODING",
    "Chunk size overflow": "HPE_INVALID_CHUNK_SIZE",
    "Invalid character in chunk size": "HPE_INVALID_CHUNK_SIZE",
    "Data after `Connection: close`": "HPE_CLOSED_CONNECTION",
    "Header overflow": "HPE_HEADER_OVERFLOW",
    "Chunk extensions overflow": "HPE_CHUNK_EXTENSIONS_OVERFLOW",
    "Missing expected LF after header value": "HPE_LF_EXPECTED",
    "Missing expected CR after chunk data": "HPE_CR_EXPECTED",
    "Missing expected CR after chunk extension name": "HPE_CR_EXPECTED",
    "Missing expected CR after chunk extension value": "HPE_CR_EXPECTED",
    "Missing expected CR after chunk size": "HPE_CR_EXPECTED",
    "Missing expected CR after header value": "HPE_CR_EXPECTED",
    "Missing expected CR after response line": "HPE_CR_EXPECTED",
}

# With these messages llhttp has already gone on to the next byte.
_CONSUMED = {
    "Chunk size overflow",
    "Content-Length can't be present with Transfer-Encoding",
    "Content-Length overflow",
    "Data after `Connection: close`",
    "Invalid character in chunk extensions",
    "Invalid character in chunk extensions name",
    "Invalid character in chunk extensions quoted value",
    "Invalid character in chunk extensions value",
    "Invalid HTTP version",
    "Invalid header field char",
    "Invalid quoted-pair in chunk extensions quoted value",
    "Missing expected CR after chunk data",
    "Missing expected CR after chunk size",
    "Missing expected CR after response line",
    "Transfer-Encoding can't be present with Content-Length",
    "Unexpected space after start line",
}
_CHUNKED_LAST = re.compile(rb"(?:^|,)[ \t]*chunked *$", re.IGNORECASE)
_OPTIONS = re.compile(rb"(?:^|,)[ \t]*(close|keep-alive)(?= *(?:,|$))", re.IGNORECASE)
# After a length Node allows blanks, but no tabs; the llhttp used here allows both.
_TAB_AFTER_LENGTH = re.compile(rb"(?:^|\n)content-length:[ \t]*\d+ *\t", re.IGNORECASE)
_TWO_ENDS = "Expected LF after CR"
_BAD_SIZE = "Invalid character in chunk size"
_PAUSED = "Pause on CONNECT/Upgrade"


class ResponseParser:
    """One answer as it arrives: `feed` it, then read the attributes.

    `head` is set at the end of the final head, `complete` at the end of the answer, `failure` if it is not
    HTTP, or is more than one answer (then both are set, as Node reports both), `switched` if the server has
    changed the protocol, which ends HTTP.
    """

    def __init__(self, method: str) -> None:
        """`method` is the request's: the answer to HEAD has no body."""
        self._method = method
        self.framing = 0  # bytes until now that are not body, in all heads
        self._begin()

    def _begin(self) -> None:
        self.head: ResponseHead | None = None
        self.trailers: list[Header] = []
        self.complete = False
        self.failure: Failure | None = None
        self.switched = False
        self.surplus = False  # more than one answer came: the connection can't be reused
        self._bodyless = self._method == "HEAD"
        self._body: list[bytes] = []
        self.pieces: list[int] = []  # sizes of the body's parts: by packet, and by chunk within it
        self._apart = True  # the next byte of body begins a part
        self._ahead = 0  # how many bytes of body certainly come next
        self._until_end = False
        self._sizes = False  # chunk sizes come next, not headers
        self._line = FramingLine()
        self._counted = 0
        self._first_line = True
        self._headers: list[Header] = []
        self._reason = b""
        self._blank = BlankCoding()
        self._coding = b""
        self._options: set[bytes] = set()
        self._interim = False
        self._closed = False
        self._deaf = False
        self._llhttp = HttpResponseParser(self)

    def feed(self, packet: bytes) -> None:
        """Take in one packet. Positions in failures count from its beginning, as in Node."""
        self._apart = True
        at = 0 if self.framing else self._leap(packet)
        while at < len(packet) and self.failure is None and not self.switched and not self._deaf:
            body = min(self._ahead, len(packet) - at)
            if body:
                self._push(packet[at : at + body], at)
            else:
                self._step(packet[at], at)
            at += body or 1
        if self.failure is None and self._is_oversized():
            self._overflow(len(packet))

    def end(self) -> bool:
        """Take in the end of the connection. Returns whether the answer is complete."""
        if self.head is not None and self._until_end and self.failure is None:
            self.complete = True
        return self.complete

    def take_body(self) -> bytes:
        """The body's bytes since the last call."""
        body, self._body = b"".join(self._body), []
        return body

    def _leap(self, packet: bytes) -> int:
        """Feed a head in one piece, which is ten times faster: most heads are complete, small and correct.

        Returns its size in bytes, 0 if it must be fed byte by byte.
        """
        at = packet.find(b"\r\n\r\n", 0, HEAD_LIMIT)
        if at < 0:
            return 0
        end = at + 4
        if _TAB_AFTER_LENGTH.search(packet, 0, end) or BLANK_CODING.search(packet, 0, end):
            return 0
        try:
            self._llhttp.feed_data(packet[:end])
        except (HttpParserError, HttpParserUpgrade):
            self._begin()
            return 0
        self.framing = end
        self._finish_head_only()
        return end

    def _step(self, byte: int, at: int) -> None:
        """Take in a byte of a head, a chunk's size, or a trailer."""
        if self._closed and byte not in (_CR, _LF):
            self.failure = parse_failure("Data after `Connection: close`", at + 1)
            return
        for piece in self._blank.take(byte, self._line.text):
            self._push(piece, at)
        self._measure(byte, at)

    def _push(self, piece: bytes, at: int) -> None:
        answered = self.complete
        try:
            self._llhttp.feed_data(piece)
        except HttpParserUpgrade:
            self._deaf = True
            self.switched, self.complete = not answered, answered  # a second answer can't change the protocol
        except HttpParserError as error:
            self._stop(str(error), piece, at)
        self._finish_head_only()

    def _finish_head_only(self) -> None:
        if self._interim or (self.complete and self._bodyless):
            self._closed = not self._goes_on()
            self._llhttp = HttpResponseParser(self)  # the old one still expects the body
            self._bodyless = self._bodyless and not self.complete
            self._interim = False

    def _stop(self, reason: str, piece: bytes, at: int) -> None:
        if reason == _PAUSED:  # a 101 without a protocol: for Node an answer, and the end of the connection
            self.surplus = self._deaf = True
        else:
            if reason == _TWO_ENDS and self._first_line and piece == b"\r":
                reason, at = "Invalid header field char", at + 1  # Node goes on there and reads a header
            consumed = reason in _CONSUMED
            if reason == _BAD_SIZE:  # llhttp has gone on only after a blank behind a size
                consumed = piece in {b" ", b"\t"} and bool(self._line.text)
            self.failure = parse_failure(reason, at + consumed)

    def _goes_on(self) -> bool:
        """Whether another answer may follow one without a body, as in llhttp."""
        if self._llhttp.get_http_version() in {"0.9", "1.0", "2.0"}:
            return b"keep-alive" in self._options
        return b"close" not in self._options

    # What counts towards Node's limits

    def _measure(self, byte: int, at: int) -> None:
        self.framing += 1
        if byte in (_CR, _COLON) and self.failure is None and self._is_oversized():
            self._overflow(at + 1)
        self._line.append(byte)
        if byte == _TAB and not self._sizes and self._line.length:
            self.failure = parse_failure("Invalid character in Content-Length", at)
        if byte == _LF:
            self._counted += self._countable()
            self._line.clear()
            self._first_line = False

    def _is_oversized(self) -> bool:
        if self._sizes:
            return self._line.extensions > HEAD_LIMIT
        return self._counted + self._countable() >= HEAD_LIMIT

    def _countable(self) -> int:
        if self._sizes:
            return 0
        return self._line.status() if self._first_line else self._line.header()

    def _overflow(self, at: int) -> None:
        what = "Chunk extensions overflow" if self._sizes else "Header overflow"
        self.failure = parse_failure(what, at)

    # What llhttp calls

    def on_message_begin(self) -> None:
        """A head begins: the final one, an interim one, or that of a second answer."""
        self.surplus = self.complete
        self._headers, self._reason = [], b""
        self._coding, self._options = b"", set()
        self._blank = BlankCoding()
        self._counted, self._first_line = 0, True
        self._line.clear()

    def on_status(self, reason: bytes) -> None:
        """A part of the reason phrase."""
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the head, or after the last chunk a trailer."""
        if self.complete:
            return  # it belongs to a second answer
        name = self._blank.restore(name)
        kind, value = name.lower(), value or b""
        if kind == b"transfer-encoding" and value:
            self._coding = value
        elif kind in {b"connection", b"proxy-connection"}:
            self._options |= {option.lower() for option in _OPTIONS.findall(value)}
        pair = (name.decode("latin-1"), value.decode("latin-1").strip(" \t"))
        (self._headers if self.head is None else self.trailers).append(pair)

    def on_headers_complete(self) -> None:
        """A head is complete. After 1xx another one follows, except for a change of protocol."""
        self._counted, self._first_line = 0, False
        status = self._llhttp.get_status_code()
        interim = status // 100 == 1 and status != _SWITCHING_PROTOCOLS
        self._interim = interim
        if interim or self.complete:
            return
        self.head = ResponseHead(
            status=status,
            reason=self._reason.decode("latin-1"),
            headers=tuple(self._headers),
            version=self._llhttp.get_http_version(),
            keep_alive=self._llhttp.should_keep_alive(),
        )
        if self._bodyless:
            self.complete = True
        elif status // 100 != 1 and status not in {204, 304}:
            self._expect_body(self.head.headers)

    def on_chunk_header(self) -> None:
        """The line with a chunk's size is complete; llhttp has checked it, but doesn't pass on the size."""
        size = re.match(rb"[0-9A-Fa-f]+", self._line.text)
        self._ahead = int(size[0], 16) if size else 0
        self._sizes = self._ahead > 0  # trailers follow the last size
        self._apart = True

    def on_body(self, data: bytes) -> None:
        """A part of the body."""
        if self.complete:
            return
        self._body.append(data)
        if self._apart:
            self.pieces.append(0)
            self._apart = False
        self.pieces[-1] += len(data)
        if not self._until_end:
            self._ahead = max(self._ahead - len(data), 0)

    def on_message_complete(self) -> None:
        """An answer is complete; interim ones don't count."""
        if self.head is not None:
            self.complete = True
            self._ahead = 0
            self._sizes = False

    def _expect_body(self, headers: tuple[Header, ...]) -> None:
        """Predict the framing. A wrong prediction only costs time: llhttp decides."""
        length = first_header(headers, "content-length")
        if self._coding:
            self._sizes = _CHUNKED_LAST.search(self._coding) is not None
            self._until_end = not self._sizes
        elif length is not None:
            self._ahead = int(length)
        else:
            self._until_end = True
        if self._until_end:
            self._ahead = sys.maxsize


def parse_failure(reason: str, position: int) -> Failure:
    """Node's failure for an answer that isn't HTTP; `position` is the index in the packet."""
    code = _CODES.get(reason, "HPE_STRICT")
    return Failure(f"Parse Error: {reason}", code, extra={"bytesParsed": position, "reason": reason})
