"""What a child says, cut into lines: no more of it is kept than it may say."""

from __future__ import annotations

import tracemalloc

import pytest

from runtime.cage.line_protocol import Conversation, LineTooLong, ProtocolViolation


def test_a_line_comes_whole_however_it_was_cut() -> None:
    """And the next one is owed only when it has been asked for."""
    conversation = Conversation(100)
    assert [conversation.feed(piece) for piece in (b"a", b"", b"bc", b"\n")] == [None, None, None, b"abc\n"]
    with pytest.raises(ProtocolViolation, match="without being asked"):
        conversation.feed(b"d")
    conversation.ask()
    assert conversation.feed(b"d\n") == b"d\n"
    conversation.end()


def test_a_line_that_comes_in_crumbs_takes_no_more_than_one_that_comes_whole() -> None:
    """As objects, pieces of two bytes would take twenty times that; a child may say 32 MB."""
    conversation, crumbs = Conversation(1 << 20), 50_000
    tracemalloc.start()
    for number in range(crumbs):
        conversation.feed(number.to_bytes(2, "big").replace(b"\n", b"x"))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2 * 2 * crumbs


def test_too_much_is_not_kept() -> None:
    """Whoever said it is ended."""
    conversation = Conversation(10)
    with pytest.raises(LineTooLong):
        conversation.feed(b"x" * 11)
    conversation.end()
