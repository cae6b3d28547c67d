"""A secret in pieces, or turned around: what is found of it, and what can't be."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from runtime.secrets import Secrets
from runtime.secrets.fragments import SHORTEST
from tests.work import grows_in_proportion

KEY = b"k" * 32
TOKEN = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"


@pytest.fixture
def secrets() -> Secrets:
    secrets = Secrets(KEY)
    secrets.learn(TOKEN)
    return secrets


@pytest.mark.parametrize("size", range(SHORTEST, len(TOKEN)))
def test_every_piece_becomes_the_same_piece_of_the_stand_in(secrets: Secrets, size: int) -> None:
    """Wherever it begins, and whatever is around it."""
    instead = secrets.mask_text(TOKEN)
    for at in range(len(TOKEN) - size + 1):
        around = f"{'x' * (at % 4)} {TOKEN[at : at + size]}!"
        assert secrets.mask_text(around) == f"{'x' * (at % 4)} {instead[at : at + size]}!"


def test_pieces_in_any_order_are_masked_each(secrets: Secrets) -> None:
    """In one header, glued together, or a line for each."""
    instead = secrets.mask_text(TOKEN)
    pieces = [TOKEN[at : at + 8] for at in range(0, len(TOKEN), 8)]
    expected = [instead[at : at + 8] for at in range(0, len(TOKEN), 8)]
    for glue in ("", " ", "\n", "-"):
        assert secrets.mask_text(glue.join(reversed(pieces))) == glue.join(reversed(expected))
    assert [secrets.mask_text(piece) for piece in pieces] == expected


def test_what_is_turned_around_is_masked_turned_around(secrets: Secrets) -> None:
    """The whole of it, and a piece."""
    instead = secrets.mask_text(TOKEN)
    assert secrets.mask_text(TOKEN[::-1]) == instead[::-1]
    assert secrets.mask_text(f"a {TOKEN[5:19][::-1]} b") == f"a {instead[5:19][::-1]} b"


@pytest.mark.parametrize("start", range(4))
@pytest.mark.parametrize("before", ["", "u", "us"])
def test_of_a_piece_in_base64_nothing_can_be_read(secrets: Secrets, start: int, before: str) -> None:
    """But for a character at either end, which holds bits of its neighbour."""
    piece = TOKEN[start : start + 16]
    masked = secrets.mask_text(base64.b64encode(f"{before}{piece}:x".encode()).decode())
    read = base64.b64decode(masked).decode("latin-1")
    assert not any(piece[at : at + 4] in read for at in range(1, len(piece) - 4))


def test_the_right_one_of_secrets_that_begin_alike_is_taken() -> None:
    """As tokens with the same head do."""
    secrets = Secrets(KEY)
    first, second = f"eyJhbGciOiJIUzI1NiJ9.{TOKEN}", f"eyJhbGciOiJIUzI1NiJ9.{TOKEN[::-1]}"
    for token in (first, second):
        secrets.learn(token)
    assert secrets.mask_text(second[:40]) == secrets.mask_text(second)[:40]
    assert secrets.mask_text(first[:40]) == secrets.mask_text(first)[:40]


@pytest.mark.parametrize("word", ["production", "20240101", "ACCESSKEY", "-access-token-"])
def test_a_word_or_a_number_in_a_secret_is_none_by_itself(word: str) -> None:
    secrets = Secrets(KEY)
    secrets.learn(f"kP4v{word}X9qL")
    assert secrets.mask_text(f"in {word}") == f"in {word}"


def test_smaller_pieces_than_eight_are_not_found(secrets: Secrets) -> None:
    """Nobody can tell them from anything else: this is not promised."""
    assert secrets.mask_text(" ".join(TOKEN)) == " ".join(TOKEN)
    assert secrets.mask_text(f"{TOKEN[:7]} {TOKEN[9:15]}") == f"{TOKEN[:7]} {TOKEN[9:15]}"


def test_what_is_made_of_known_secrets_keeps_their_stand_ins(secrets: Secrets) -> None:
    """And the words between, but no other secret."""
    instead = secrets.mask_text(TOKEN)
    secrets.learn(f"OAuth token={TOKEN}, other=Zx81Zx81, v=1")
    masked = secrets.mask_text(f"OAuth token={TOKEN}, other=Zx81Zx81, v=1")
    assert masked.startswith(f"OAuth token={instead}, other=")
    assert masked.endswith(", v=1")
    assert "Zx81Zx81" not in masked
    secrets.learn(f"{TOKEN}abc")
    assert secrets.mask_text(f"{TOKEN}abc")[-3:] != "abc"


def test_what_is_a_piece_of_a_known_secret_gets_a_piece_of_its_stand_in(secrets: Secrets) -> None:
    """Whole, though it is shorter than a piece that would be found; and turned around."""
    instead = secrets.mask_text(TOKEN)
    secrets.learn(TOKEN[4:10])
    secrets.learn(TOKEN[20:26][::-1])
    assert secrets.mask_text(f"pin: {TOKEN[4:10]}") == f"pin: {instead[4:10]}"
    assert secrets.mask_text(f"pin: {TOKEN[20:26][::-1]}") == f"pin: {instead[20:26][::-1]}"


@pytest.mark.parametrize(
    ("secret", "data"),
    [
        ("aB1" * 5000, lambda size: b"aB1" * size),
        ("a" * 15_000, lambda size: b"aaa" * size),
        ("aB1aB1c" * 2000, lambda size: b"aB1" * size),
        ("".join(f"{n:06x}Q" for n in range(2000)), lambda size: b"".join(b"%06x " % n for n in range(size))),
    ],
    ids=["one after the other", "one letter", "almost", "beginnings"],
)
def test_pieces_without_end_take_no_longer(secret: str, data: Callable[[int], bytes]) -> None:
    """Who has given out a secret can't keep us busy with what looks like pieces of it."""
    secrets = Secrets(KEY)
    secrets.learn(secret)
    assert grows_in_proportion(lambda size: secrets._patterns._pieces.mask(data(size)), 15_000)


def test_secrets_beyond_all_measure_are_known_whole_only() -> None:
    """An index of all pieces of half a megabyte would take a hundred times that."""
    secrets = Secrets(KEY)
    secrets.learn(TOKEN)
    for number in range(30):
        secrets.learn("".join(f"{number:02}{n}zQ" for n in range(300)))
    late = "Zz9Yy8Xx7Ww6Vv5Uu4"
    secrets.learn(late)
    assert late not in secrets.mask_text(late)
    assert secrets.mask_text(TOKEN[:12]) != TOKEN[:12]
