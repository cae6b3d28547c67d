"""A child's only connection: lines in, lines out."""

from __future__ import annotations

import os
from collections.abc import Iterator

_PIECE = 1 << 16


class Pipe:
    """Reads and writes lines on two descriptors, or on one that is both."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        """The descriptors are used as they are: seccomp allows only to read and to write."""
        self._incoming, self._outgoing = incoming, outgoing

    def __iter__(self) -> Iterator[bytes]:
        """Each line with its line feed, until the other side closes the pipe."""
        pieces: list[bytes] = []
        while piece := os.read(self._incoming, _PIECE):
            pieces.append(piece)
            if piece.endswith(b"\n"):  # the host sends one line and waits for its answer
                yield b"".join(pieces)
                pieces = []

    def say(self, line: bytes) -> None:
        """Write one line. Raises OSError if the pipe is closed."""
        left = memoryview(line)
        while left:
            left = left[os.write(self._outgoing, left) :]
