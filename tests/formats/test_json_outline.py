"""How deep a line is nested and how much is in it is known before anything is made of it."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.formats.json_outline import check
from runtime.guest.protocol import read_turn
from runtime.model.errors import GuestLimitExceeded, GuestProtocolError
from tests.guest.test_turns import COMMANDS, turn
from tests.work import grows_in_proportion

DEEPEST = 8
MOST = 10 * 20 + 10_000  # names and values in a line that may have ten commands
SIZE = 32 << 20

TEXTS = st.text(alphabet='\\"[]{},:aé\n\u2028😀', max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=30,
)


def depth(value: Any) -> int:
    """Of lists and dictionaries in each other."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(VALUES, st.booleans())
def test_the_outline_is_as_deep_as_the_value(value: Any, ascii_only: bool) -> None:  # noqa: FBT001
    """Whatever brackets, quotation marks and backslashes stand in its texts."""
    line = json.dumps(value, ensure_ascii=ascii_only).encode()
    if depth(value) <= DEEPEST:
        check(line, most_commands=10)
    else:
        with pytest.raises(GuestProtocolError):
            check(line, most_commands=10)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"commands":'])
def test_what_is_too_deep_is_a_break_of_the_protocol(opening: bytes) -> None:
    """Closed or not: nothing of the prelude's is."""
    closing = opening.replace(b"{", b"}").replace(b"[", b"]").translate(None, b'a":comnds')[::-1]
    for times in (DEEPEST + 1, 1000, 5000):
        for line in (opening * times, opening * times + b"1" + closing * times):
            with pytest.raises(GuestProtocolError):
                check(line, most_commands=10)


@pytest.mark.parametrize("piece", [b"1,", b'"",', b"[],", b"{},", b'"a":1,', b'"\\"\\\\",', b'"[",'])
def test_too_many_values_are_a_limit(piece: bytes) -> None:
    """A script can be guilty of them; they are never parsed."""
    check(b"[" + piece * 1000 + b"1]", most_commands=10)
    with pytest.raises(GuestLimitExceeded, match=f"more than {MOST} names and values"):
        check(b"[" + piece * (MOST + 1) + b"1]", most_commands=10)


def test_more_commands_than_allowed_are_told_as_such() -> None:
    """The outline has room for them: the message is about what the script did."""
    for command in COMMANDS:
        with pytest.raises(GuestLimitExceeded, match="requests, console lines and other calls"):
            read_turn(turn(*[command] * 11), most_commands=10)


@pytest.mark.parametrize(
    "piece", [b"[", b"]", b"{", b'"', b"\\", b'\\"', b",", b"[],", b'"",', b"x", b"\\ud800", b"\xff"]
)
def test_a_line_as_long_as_may_be_is_soon_judged_and_takes_no_memory(piece: bytes) -> None:
    """A few copies of it at most, whatever is in it."""

    def assert_refused(size: int) -> None:
        line = b'{"commands":[' + piece * (size // len(piece))
        with pytest.raises((GuestProtocolError, GuestLimitExceeded)):
            read_turn(line, most_commands=10_000)

    assert grows_in_proportion(assert_refused, SIZE // 8)
    tracemalloc.start()
    assert_refused(SIZE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * SIZE  # the line itself is one of them


def test_half_surrogate_pairs_become_text() -> None:
    """The rest of the product writes UTF-8; whole pairs stay what they are, and escaped backslashes, too."""
    written = r'"\ud800 \ud83d\ude00 \\ud800 \\\udfff é \uD800"'.encode()
    line = b'{"commands":[{"do":"Log","level":"log","text":%s,"at":null}],"cpu":0,"memory":0}' % written
    (log,) = read_turn(line, most_commands=1).commands
    assert log.text == "\ufffd 😀 \\ud800 \\\ufffd é \ufffd"  # type: ignore[union-attr]


def test_half_surrogate_pairs_without_end_take_no_longer() -> None:
    """A line may be full of them."""

    def read(size: int) -> None:
        (log,) = read_turn(turn({**COMMANDS[6], "text": "\ud800" * size}), most_commands=1).commands
        assert log.text == "\ufffd" * size  # type: ignore[union-attr]

    assert grows_in_proportion(read, 100_000)


def test_a_line_is_utf_8_and_nothing_else() -> None:
    """Python's parser would take it for UTF-16 or UTF-32 by its looks, in which the outline is another."""
    line = turn(COMMANDS[1])
    assert read_turn(line, most_commands=1).commands
    for encoding in ("utf-16", "utf-16-be", "utf-32", "utf-8-sig"):
        with pytest.raises(GuestProtocolError):
            read_turn(line.decode().encode(encoding), most_commands=1)
