"""What stands in a secret's place: an invention of the same length and alphabet.

It is drawn from the secret by a keyed hash. Under one key the same secret has the same stand-in, so that
recordings replay and can be compared; without the key nobody can check a guess against it.
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
# What stands for a sign, by how many bytes it has.
_SIGNS = ("", "*", "·", "•", "\U0001f7ca")


def make_stand_in(secret: str, key: bytes) -> str:
    """A text as long as `secret`, with a digit for a digit and a letter for a letter, case kept.

    Every other character stays, so that each encoding of it is as long as the secret's. A secret
    without digits and letters becomes asterisks and dots.
    """
    for attempt in range(8):
        numbers = _numbers(secret, key, attempt)
        made = "".join(_like(character, numbers) for character in secret)
        if made.startswith("0") and not secret.startswith("0"):
            made = f"1{made[1:]}"  # a number in JSON must stay one
        if made != secret:
            return made
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
