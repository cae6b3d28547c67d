"""Finds pieces of secrets: a script may take one apart, or turn it around, and let it out bit by bit.

What stands in a piece's place is the same piece of the secret's stand-in: put together again, the pieces
are the stand-in, and a recording of all this replays.

A piece is eight bytes or more, and has letters of both cases, or letters and digits: `production` and
`20240101` are no secret, though one may hold them. A smaller piece can't be told from anything else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

SHORTEST = 8
# Looking for each beginning of six at every third place finds all that is eight long.
_GRAM = 6
_STEP = SHORTEST - _GRAM + 1
# What is known of later secrets' pieces is nothing: an index of all of them would be large.
_ROOM = 16 << 10  # bytes, all together
_ALIKE = 4  # secrets that begin alike, as tokens with the same head do
_KINDS = tuple(map(re.compile, (rb"[a-z]", rb"[A-Z]", rb"[0-9]")))


class Fragments:
    """What pieces of secrets look like: of the text, of the text turned around, and of its base64."""

    def __init__(self) -> None:
        """Look for nothing yet."""
        self._texts: list[tuple[bytes, bytes]] = []
        self._grams: dict[bytes, list[tuple[int, int]]] = {}
        self._room = _ROOM

    def add(self, secret: bytes, instead: bytes) -> None:
        """Look for pieces of this, too, while there is room for it."""
        self._room -= len(secret)
        if self._room < 0 or len(secret) < SHORTEST or len(secret) != len(instead):
            return
        for text in zip(_shapes(secret), _shapes(instead), strict=True):
            for at in range(len(text[0]) - _GRAM + 1):
                places = self._grams.setdefault(text[0][at : at + _GRAM], [])
                if len(places) < _ALIKE:
                    places.append((len(self._texts), at))
            self._texts.append(text)

    def mask(self, data: bytes) -> bytes:
        """`data` with a piece of a stand-in for each; the very same object if it holds none."""
        if not self._grams:
            return data
        masked: bytearray | None = None
        at, done, last, grams = 0, 0, len(data) - _GRAM, self._grams
        while at <= last:
            places = grams.get(data[at : at + _GRAM])
            if places is None:
                at += _STEP
                continue
            start, end, instead = max((self._piece(data, at, done, *place) for place in places), key=_length)
            if end - start >= SHORTEST and _is_telling(data[start:end]):
                masked = bytearray(data) if masked is None else masked
                masked[start:end] = instead
                done = end
            at = max(end, at + _STEP)
        return data if masked is None else bytes(masked)

    def _piece(self, data: bytes, at: int, done: int, number: int, offset: int) -> tuple[int, int, bytes]:
        """As much of one secret as stands around `at`: from where, to where, and what to write there."""
        text, instead = self._texts[number]
        back = 0
        while back < min(_STEP - 1, at - done, offset) and data[at - back - 1] == text[offset - back - 1]:
            back += 1
        length = _common(data, at, text, offset)
        return at - back, at + length, instead[offset - back : offset + length]


def _length(piece: tuple[int, int, bytes]) -> int:
    return len(piece[2])


def _shapes(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield _backwards(secret)
    for pad in range(3):
        # Only what depends on the secret alone: see `Core` in encodings.py.
        first, last = -(-8 * pad // 6), 8 * (pad + len(secret)) // 6
        yield base64.b64encode(b"\0" * pad + secret)[first:last]


def _backwards(secret: bytes) -> bytes:
    return secret.decode("utf-8", "surrogatepass")[::-1].encode("utf-8", "surrogatepass")


def _common(data: bytes, at: int, text: bytes, offset: int) -> int:
    """How many bytes are the same from there on."""
    length, most = 0, min(len(data) - at, len(text) - offset)
    while (
        length + 64 <= most
        and data[at + length : at + length + 64] == text[offset + length : offset + length + 64]
    ):
        length += 64
    while length < most and data[at + length] == text[offset + length]:
        length += 1
    return length


def _is_telling(piece: bytes) -> bool:
    return sum(kind.search(piece) is not None for kind in _KINDS) > 1
