"""gzip and deflate as Node's `zlib.gunzip` and `zlib.inflate` do them, bounded. No I/O.

restler decodes if Content-Encoding is exactly `gzip` or `deflate`, an empty body too, which is an error.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from runtime.model.http import NODE_HEADER_LIMIT, Failure, Header

_WINDOW_BITS = {"gzip": 31, "deflate": 15}  # with zlib's header: raw deflate is an error
_CODES = {-2: "Z_STREAM_ERROR", -3: "Z_DATA_ERROR", -4: "Z_MEM_ERROR", -5: "Z_BUF_ERROR"}
_NEED_DICT = 2
_TRUNCATED = Failure("unexpected end of file", "Z_BUF_ERROR", -5)

# What follows a gzip member is copied by zlib's binding: in small pieces a body of a million empty
# members costs no more than its size. And there is an end to them.
_PIECE = 4096
_MEMBERS = 10_000


class TooLarge(Exception):
    """The decoded body would be larger than the run allows."""


def encoding(headers: Sequence[Header]) -> str | None:
    """`gzip` or `deflate` if the body has to be decoded. Node joins several headers: they fit neither."""
    values = [value for name, value in headers[:NODE_HEADER_LIMIT] if name.lower() == "content-encoding"]
    joined = ", ".join(values)
    return joined if joined in _WINDOW_BITS else None


def decode(kind: str, body: bytes, limit: int) -> bytes | Failure:
    """The body decoded, or why it can't be, in Node's words. Raises TooLarge beyond `limit` bytes.

    Node reads gzip members as long as a byte that isn't zero follows, and ignores what follows deflate.
    """
    decoded = bytearray()
    at = 0
    for _ in range(_MEMBERS):
        try:
            end = _member(zlib.decompressobj(_WINDOW_BITS[kind]), body, at, decoded, limit)
        except zlib.error as error:
            return _failure(str(error))
        if end is None:
            return _TRUNCATED
        at = end
        if kind != "gzip" or body[at : at + 1] in {b"", b"\0"}:
            return bytes(decoded)
    raise TooLarge


def _member(member: zlib._Decompress, body: bytes, at: int, decoded: bytearray, limit: int) -> int | None:
    """Decode one member from `at` on; where it ends, or None if it doesn't."""
    while not member.eof:
        piece = body[at : at + _PIECE]
        if not piece:
            return None
        decoded += member.decompress(piece, limit + 1 - len(decoded))
        if len(decoded) > limit:
            raise TooLarge
        at += len(piece) - len(member.unused_data)
    return at


def _failure(text: str) -> Failure:
    """From Python's `Error -3 while decompressing data: incorrect header check`."""
    match = re.match(r"Error (-?\d+) [^:]*(?:: (.*))?", text, re.DOTALL)
    number, message = (int(match[1]), match[2]) if match else (-3, text)
    if number == _NEED_DICT:
        return Failure("Missing dictionary", "Z_NEED_DICT", number)
    return Failure(message or "zlib error", _CODES.get(number, "Z_DATA_ERROR"), number)
