"""One line of an answer's framing as it arrives, and how many of its bytes count for Node's limits.

No I/O.
"""

from __future__ import annotations

import re

_STATUS_LINE = len("HTTP/1.1 200 ")  # not counted, like the colon and the blanks of a header
_CR, _LF, _COLON, _SEMICOLON, _EQUALS = b"\r\n:;="
_BLANKS, _DIGITS = frozenset(b" \t"), frozenset(b"0123456789")
_LENGTH = re.compile(rb"content-length:[ \t]*\d", re.IGNORECASE)


class FramingLine:
    """Counts each byte once: a service can send a very long line, and the count is needed at each byte."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin the next line."""
        self.text = bytearray()
        self.extensions = 0  # counted bytes of a chunk's extensions, if this is a line with a chunk's size
        self.length = False  # whether this is a Content-Length whose number has begun
        self._written = 0  # bytes without the line's end
        self._uncounted = 0  # of these, a header's first colon and the blanks after it
        self._named = self._valued = self._extended = False

    def append(self, byte: int) -> None:
        """Add a byte."""
        text = self.text
        text.append(byte)
        if byte in _DIGITS and not self.length:
            self.length = _LENGTH.match(text) is not None
        if self._extended:
            self.extensions += byte not in (_SEMICOLON, _EQUALS)
        elif byte == _SEMICOLON:
            self._extended = True
        if byte in (_CR, _LF):
            return
        self._written += 1
        if self._valued:
            return
        if not self._named:
            self._named = byte == _COLON
            self._uncounted += self._named
        elif byte in _BLANKS:
            self._uncounted += 1
        else:
            self._valued = True

    def status(self) -> int:
        """The counted bytes if it is an answer's first line."""
        return max(self._written - _STATUS_LINE, 0)

    def header(self) -> int:
        """The counted bytes if it is a header."""
        return self._written - self._uncounted
