"""The outline of a line of JSON: how deep it is nested and how much is in it, before anything is made of it.

Parsed, a line of small values takes thirty times its size, and what can't be believed isn't worth that. The
outline costs no more than a few searches through the bytes.
"""

from __future__ import annotations

from runtime.model.errors import GuestLimitExceeded, GuestProtocolError

# A header is the deepest: the turn, its commands, one of them, its request, the headers, a pair.
_DEEPEST = 8
# What a command has of values and names, on the average; and one with a long list doesn't come often.
_USUAL, _SPARE = 20, 10_000

_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))


def check(line: bytes, *, most_commands: int) -> None:
    """Check that a line has no more values than so many commands can have, and is not nested too deeply.

    Raises GuestLimitExceeded or GuestProtocolError.

    Whether it is JSON at all is for the parser to say: up to where that gives up, both see the same.
    """
    most = most_commands * _USUAL + _SPARE
    outside = _outside(line, most)
    # Each round takes the innermost away. What lies behind this many brackets is too much in any case.
    nested = outside.translate(_BRACKETS, _OTHERS)[: 2 * most]
    for _ in range(_DEEPEST):
        nested = nested.replace(b"[]", b"")
    if b"]" in nested or len(nested) > _DEEPEST:
        raise GuestProtocolError("a turn that can't be read: it is nested too deeply")
    _refuse_more(_values(outside), most)


def is_more(text: bytes, most: int) -> bool:
    """Whether a JSON text has more names, or more values, than these."""
    try:
        return _values(_outside(text, most)) > most
    except GuestLimitExceeded:
        return True


def _outside(line: bytes, most: int) -> bytes:
    """What stands between the texts of a line. Raises GuestLimitExceeded if it has more texts than `most`."""
    # Without escaped backslashes and quotation marks, every quotation mark begins or ends a text.
    plain = line.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in line else line
    _refuse_more(plain.count(b'"') // 2, most)
    return b"".join(plain.split(b'"')[::2])


def _values(outside: bytes) -> int:
    return outside.count(b",") + outside.count(b"[") + outside.count(b"{")


def _refuse_more(found: int, most: int) -> None:
    if found > most:
        raise GuestLimitExceeded(f"more than {most} names and values in one turn")
