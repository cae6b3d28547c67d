"""Cuts a child's data into lines and checks the protocol. No I/O: bytes go in, lines come out."""

from __future__ import annotations


class ProtocolViolation(Exception):
    """The child broke the protocol; the text says how."""


class LineTooLong(ProtocolViolation):
    """A line was too long: a script can cause that, without a fault of the engine."""


class Conversation:
    """The child sends one line at first, and one for each line that it gets. Anything else breaks the
    protocol.

    So there is never more than one line on its way in each direction: neither side can flood the other.
    """

    def __init__(self, longest: int) -> None:
        """`longest` is the most bytes of a line, with its line feed."""
        self._longest = longest
        # One buffer: small pieces as separate objects would take many times their size.
        self._line = bytearray()
        self._owed = True

    def ask(self) -> None:
        """Expect a line from the child: it is sent one now."""
        self._owed = True

    def feed(self, data: bytes) -> bytes | None:
        """The line that `data` completes; None if it is not complete. Raises ProtocolViolation."""
        if not self._owed:
            raise ProtocolViolation("the child process spoke without being asked")
        end = data.find(b"\n") + 1
        self._line += data
        if len(self._line) > self._longest:
            self._line.clear()
            most = f"{self._longest / (1 << 20):.3g} MB"
            raise LineTooLong(f"more than {most} of requests, console lines and results in one turn")
        if not end:
            return None
        if end < len(data):
            raise ProtocolViolation("the child process said more than one line at once")
        line = bytes(self._line)
        self._line.clear()
        self._owed = False
        return line

    def end(self) -> None:
        """Take the end of the child's pipe. Raises ProtocolViolation if it is in the middle of a line."""
        if self._line:
            raise ProtocolViolation("the child process said half a line")
