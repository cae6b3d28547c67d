"""Makes a stand-in for a secret: an invented text of the same length and alphabet.

It is drawn from the secret by a keyed hash. With the same key a secret always has the same stand-in, so that
recordings can be replayed and compared; without the key nobody can check a guess.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator

_SMALL = (
    string.ascii_lowercase,
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
_ALPHABETS = (string.digits, *_SMALL, *map(str.upper, _SMALL))
_CHINESE = range(0x4E00, 0xA000)
# Replacements for signs, by the number of their bytes.
_SIGNS = ("", "*", "·", "•", "\U0001f7ca")


def make_stand_in(secret: str, key: bytes) -> str:
    """A text as long as `secret`, with a digit for a digit and a letter for a letter, case kept.

    Other characters stay, so that each encoding of it is as long as the secret's. A secret without digits and
    letters becomes asterisks and dots.
    """
    for attempt in range(8):
        numbers = _numbers(secret, key, attempt)
        drawn = "".join(_like(character, numbers) for character in secret)
        if drawn.startswith("0") and not secret.startswith("0"):
            drawn = f"1{drawn[1:]}"  # a number in JSON must stay a number
        if drawn != secret:
            return drawn
    return "".join(_SIGNS[len(character.encode("utf-8", "surrogatepass"))] for character in secret)


def _like(character: str, numbers: Iterator[int]) -> str:
    for alphabet in _ALPHABETS:
        if character in alphabet:
            return alphabet[next(numbers) % len(alphabet)]
    return chr(_CHINESE[next(numbers)]) if ord(character) in _CHINESE else character


def _numbers(secret: str, key: bytes, attempt: int) -> Iterator[int]:
    block = 0
    while True:
        message = f"{attempt}:{block}:{secret}".encode("utf-8", "surrogatepass")
        yield from hashlib.blake2b(message, key=key[:64], digest_size=32).digest()
        block += 1
