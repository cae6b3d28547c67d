"""Decodes gzip and deflate like Node's `zlib.gunzip` and `zlib.inflate`, with a limit. No I/O.

restler decodes if Content-Encoding is exactly `gzip` or `deflate`; for an empty body that is an error.
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

# zlib's binding copies what follows a gzip member. So the body is decoded in small pieces, and the number of
# members is limited: a body of a million empty members would take very long otherwise.
_PIECE = 4096
_MEMBERS = 10_000


class TooLarge(Exception):
    """The decoded body would be larger than the run allows."""


def encoding(headers: Sequence[Header]) -> str | None:
    """`gzip` or `deflate` if the body has to be decoded, else None. Node joins several headers to one."""
    values = [value for name, value in headers[:NODE_HEADER_LIMIT] if name.lower() == "content-encoding"]
    joined = ", ".join(values)
    return joined if joined in _WINDOW_BITS else None


def decode(kind: str, body: bytes, limit: int) -> bytes | Failure:
    """The decoded body, or Node's failure. Raises TooLarge if it has more than `limit` bytes.

    Node reads further gzip members while a byte other than zero follows, and ignores bytes after deflate.
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
    """Decode one member from `at` on. Returns the index of its end, or None if it is incomplete."""
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
    """Node's failure for Python's `Error -3 while decompressing data: incorrect header check`."""
    match = re.match(r"Error (-?\d+) [^:]*(?:: (.*))?", text, re.DOTALL)
    number, message = (int(match[1]), match[2]) if match else (-3, text)
    if number == _NEED_DICT:
        return Failure("Missing dictionary", "Z_NEED_DICT", number)
    return Failure(message or "zlib error", _CODES.get(number, "Z_DATA_ERROR"), number)
