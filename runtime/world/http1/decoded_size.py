"""Counts the decoded size of a compressed body, packet by packet, without keeping it. No I/O."""

from __future__ import annotations

import zlib

from runtime.world.http1.decoding import TooLarge

_WINDOW_BITS = {"gzip": 31, "deflate": 15}
_RAW_DEFLATE = -15
_STEP = 64 * 1024


class DecodedSize:
    """`coding` is gzip, or deflate with or without zlib's header. An invalid body is not counted further."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._decoder = zlib.decompressobj(_WINDOW_BITS[coding])
        self._size = 0
        self._first = True

    def add(self, packet: bytes) -> None:
        """Count one more packet. Raises TooLarge beyond `limit` bytes."""
        try:
            self._count(packet)
        except zlib.error:  # httpx gets the same error and reports it
            if self._first and self._coding == "deflate":
                self._decoder = zlib.decompressobj(_RAW_DEFLATE)
                self._first = False
                self.add(packet)
        self._first = False

    def _count(self, packet: bytes) -> None:
        while packet and not self._decoder.eof:
            self._size += len(self._decoder.decompress(packet, _STEP))
            if self._size > self._limit:
                raise TooLarge
            packet = self._decoder.unconsumed_tail
