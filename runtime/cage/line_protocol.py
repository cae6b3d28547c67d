"""What a child says, cut into lines and held to the protocol. No I/O: bytes go in, lines come out."""

from __future__ import annotations


class ProtocolViolation(Exception):
    """The child said what is not in the protocol; the text tells what."""


class LineTooLong(ProtocolViolation):
    """It said more at once than it may: a script can bring that about in an engine without fault."""


class Conversation:
    """The child owes one line at first, and one for each that it is sent. Whatever else comes is nonsense.

    So there is never more than one line on its way, in either direction: neither side can drown the other.
    """

    def __init__(self, longest: int) -> None:
        """`longest` is what a line may have, in bytes, its line feed included."""
        self._longest = longest
        # One buffer: as objects of their own, pieces of a byte or two would take many times their size.
        self._line = bytearray()
        self._owed = True

    def ask(self) -> None:
        """The child is sent a line, and owes one now."""
        self._owed = True

    def feed(self, data: bytes) -> bytes | None:
        """The line that `data` completes, if it completes one. Raises ProtocolViolation."""
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
        """The child's pipe is at its end. Raises ProtocolViolation if that is in the middle of a line."""
        if self._line:
            raise ProtocolViolation("the child process said half a line")
