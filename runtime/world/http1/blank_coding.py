"""Handles an empty Transfer-Encoding header: Node ignores it, the llhttp used here refuses it. No I/O."""

from __future__ import annotations

import re

BLANK_CODING = re.compile(rb"\ntransfer-encoding:[ \t]*\r", re.IGNORECASE)

_OTHER = {b"g": b"~", b"G": b"|"}


class BlankCoding:
    """Passes such a header to llhttp under another name.

    Only after the name it is clear whether the header is empty, so the name's last letter is held until then.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._length = False

    def take(self, byte: int, line: bytes | bytearray) -> list[bytes]:
        """What to feed for this byte, after `line`: nothing yet, the byte, or the held bytes and the byte."""
        piece = bytes([byte])
        if self._held:
            return self._settle(piece)
        if piece == b":" and _is(line, b"content-length"):
            self._length = True
        # After a Content-Length it is refused, empty or not.
        if piece in _OTHER and not self._length and _is(line, b"transfer-encodin"):
            self._held += piece
            return []
        return [piece]

    def _settle(self, piece: bytes) -> list[bytes]:
        if piece == b":" or (piece in {b" ", b"\t"} and len(self._held) > 1):
            self._held += piece
            return []
        if piece == b"\r" and len(self._held) > 1:
            self._held[:1] = _OTHER[bytes(self._held[:1])]
        named, self._held = self._held + piece, bytearray()
        return [bytes(named[i : i + 1]) for i in range(len(named))]

    def restore(self, name: bytes) -> bytes:
        """A header's name as the server sent it."""
        for letter, other in _OTHER.items():
            if name.lower() == b"transfer-encodin" + other:
                return name[:-1] + letter
        return name


def _is(line: bytes | bytearray, name: bytes) -> bool:
    """Whether the line is this name until now, without a copy of a long line."""
    return len(line) == len(name) and line.lower() == name
