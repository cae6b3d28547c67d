"""Finds pieces of secrets: a script can split a secret or reverse it, and send it in pieces.

Each piece is replaced by the same piece of the secret's stand-in. Put together, the pieces are the stand-in,
so the recording can be replayed.

A piece has at least eight bytes, and letters of both cases, or letters and digits: `production` and
`20240101` can be part of a secret, but reveal nothing. A smaller piece can't be distinguished from other
text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

SHORTEST = 8
# If six bytes are compared at every third place, every piece of eight bytes is found.
_GRAM = 6
_STEP = SHORTEST - _GRAM + 1
# Secrets beyond this size are not searched for in pieces: the index would be too large.
_ROOM = 16 << 10  # bytes, all together
_ALIKE = 4  # secrets with the same six bytes, such as tokens that begin alike
_KINDS = tuple(map(re.compile, (rb"[a-z]", rb"[A-Z]", rb"[0-9]")))


class Fragments:
    """An index of pieces of secrets: of the text, of the reversed text, and of its base64."""

    def __init__(self) -> None:
        self._texts: list[tuple[bytes, bytes]] = []
        self._grams: dict[bytes, list[tuple[int, int]]] = {}
        self._room = _ROOM

    def add(self, secret: bytes, stand_in: bytes) -> None:
        """Search for pieces of this secret too, while there is room in the index."""
        self._room -= len(secret)
        if self._room < 0 or len(secret) < SHORTEST or len(secret) != len(stand_in):
            return
        for text in zip(_shapes(secret), _shapes(stand_in), strict=True):
            for at in range(len(text[0]) - _GRAM + 1):
                places = self._grams.setdefault(text[0][at : at + _GRAM], [])
                if len(places) < _ALIKE:
                    places.append((len(self._texts), at))
            self._texts.append(text)

    def mask(self, data: bytes) -> bytes:
        """`data` with each piece replaced by the piece of its stand-in; the same object if there is none."""
        if not self._grams:
            return data
        masked: bytearray | None = None
        at, done, last, grams = 0, 0, len(data) - _GRAM, self._grams
        while at <= last:
            places = grams.get(data[at : at + _GRAM])
            if places is None:
                at += _STEP
                continue
            start, end, stand_in = max((self._piece(data, at, done, *place) for place in places), key=_length)
            if end - start >= SHORTEST and _is_telling(data[start:end]):
                masked = bytearray(data) if masked is None else masked
                masked[start:end] = stand_in
                done = end
            at = max(end, at + _STEP)
        return data if masked is None else bytes(masked)

    def _piece(self, data: bytes, at: int, done: int, number: int, offset: int) -> tuple[int, int, bytes]:
        """The piece of one secret around `at`: its start, its end, and the bytes to write there."""
        text, stand_in = self._texts[number]
        back = 0
        while back < min(_STEP - 1, at - done, offset) and data[at - back - 1] == text[offset - back - 1]:
            back += 1
        length = _common(data, at, text, offset)
        return at - back, at + length, stand_in[offset - back : offset + length]


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
    """How many bytes are equal from there on."""
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
