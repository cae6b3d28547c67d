"""Makes pseudonyms: invented values of the same shape, with the same length in characters and in UTF-8.

They are drawn word by word: `Ada Lovelace`, `lovelace, ada` and `ada.lovelace@example.com` agree with each
other, because `Ada` becomes the same word in all of them. Without the key nobody can check a guess.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable, Iterator
from functools import lru_cache

from runtime.recording.pseudonyms.kinds import PersonalKind

_VOWELS, _CONSONANTS = "aeiou", "bdfghklmnprstvz"
_RUN = re.compile(r"[^\W\d_]+|\d+")
_RESERVED = re.compile(r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))", re.IGNORECASE)
_DATE = re.compile(r"(?P<a>\d{4}|\d{2})(?P<x>[-/.])(?P<b>\d{2})(?P=x)(?P<c>\d{4}|\d{2})")
_GUID_MARKS = {14, 19}  # its version and its variant
_HEX = re.compile(r"[0-9a-fA-F-]+")
_BLOCK = 64  # code points: in such a block all have the same length in UTF-8
_TRIES = 400

_Shape = Callable[[str, Iterator[int]], str]


class PseudonymGenerator:
    """The pseudonyms of one recording. Two originals never share one, and none is an original."""

    def __init__(
        self, key: bytes, originals: frozenset[str] = frozenset(), excluded: frozenset[str] = frozenset()
    ) -> None:
        """`key` is the key of the draws. No word becomes one of `originals`; `excluded` words stay.

        Both are in lower case.
        """
        self._excluded = excluded
        self._key = key
        self._words: dict[str, str] = {}
        self._digits: dict[str, str] = {}
        self._taken = set(originals)

    def pseudonym(self, original: str, kind: PersonalKind) -> str:
        """The pseudonym of a value."""
        if kind is PersonalKind.ID:
            return self._identifier(original)
        if kind is PersonalKind.DATE and (match := _DATE.fullmatch(original)):
            return self._date(match)
        local, at, domain = original.rpartition("@")
        if at and domain:
            return self._fit_address(self.text(local), self.domain(domain), original)
        return self.text(original)

    def text(self, text: str) -> str:
        """The text with each word and each number replaced."""
        return _RUN.sub(lambda run: self._number(run[0]) if run[0].isdigit() else self.word(run[0]), text)

    def word(self, word: str) -> str:
        """A pronounceable word, with capitals as in this one."""
        lower = word.lower()
        if lower in self._excluded:
            return word
        if lower not in self._words:
            self._words[lower] = self._unique(lower, _pronounceable)
        drawn = self._words[lower]
        if len(drawn) != len(word):  # a letter whose lower case has two characters
            return drawn
        return "".join(_as_case(one, like) for one, like in zip(drawn, word, strict=True))

    def domain(self, domain: str) -> str:
        """A domain that is reserved for examples (RFC 2606), of the same length if possible."""
        if _RESERVED.fullmatch(domain):
            return domain
        lower = domain.lower()
        ending = ".example" if len(lower) > len(".example") else ".test"
        label = lower[: -len(ending)]
        if not label:
            return "test"
        longer = len(lower.encode()) - len(lower)
        plain = "a" * len(label)
        drawn = self._words.get(lower) or self._unique(plain, _pronounceable, lower)
        self._words[lower] = drawn
        wide = "".join("äöü"[ord(one) % 3] for one in drawn[:longer])
        return f"{wide}{drawn[len(wide) :]}{ending}"

    @staticmethod
    def _fit_address(local: str, domain: str, original: str) -> str:
        """An address of the original's length: the part before the @ is lengthened or cut."""
        missing = len(original) - len(local) - 1 - len(domain)
        if missing < 0:
            local = local[:missing] or "x"
        return f"{local}{'x' * max(missing, 0)}@{domain}"

    def _number(self, digits: str) -> str:
        if digits not in self._digits:
            self._digits[digits] = self._unique(digits, _like)
        return self._digits[digits]

    def _identifier(self, original: str) -> str:
        if original.isdigit():
            return self._number(original)
        lower = original.lower()
        if lower not in self._words:
            shape = _hexadecimal if _HEX.fullmatch(original) else _like
            self._words[lower] = self._unique(lower, shape)
        drawn = self._words[lower]
        return "".join(_as_case(one, like) for one, like in zip(drawn, original, strict=True))

    def _date(self, match: re.Match[str]) -> str:
        numbers = _numbers(self._key, match[0])
        parts = []
        for name in "abc":
            if len(match[name]) > 2:  # noqa: PLR2004 - then it is the year
                parts.append(f"{1950 + next(numbers) % 50}")
            else:
                parts.append(f"{1 + next(numbers) % 12:02d}")
        return match["x"].join(parts)

    def _unique(self, like: str, shape: _Shape, name: str = "") -> str:
        drawn = like
        for attempt in range(_TRIES):
            drawn = shape(like, _numbers(self._key, f"{attempt}:{name or like}"))
            if drawn not in self._taken and drawn != like:
                break
        self._taken.add(drawn)
        return drawn


def _numbers(key: bytes, name: str) -> Iterator[int]:
    block = 0
    while True:
        message = f"{block}:{name}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(message, key=key[:64]).digest()
        for at in range(0, len(digest), 2):
            yield int.from_bytes(digest[at : at + 2], "big")
        block += 1


def _pronounceable(word: str, numbers: Iterator[int]) -> str:
    drawn_text = ""
    vowel = next(numbers) % 2 == 0
    for character in word:
        letters = (_VOWELS if vowel else _CONSONANTS) if character.isascii() else _neighbours(character)
        drawn_text += letters[next(numbers) % len(letters)]
        vowel = not vowel
    return drawn_text


def _like(text: str, numbers: Iterator[int]) -> str:
    drawn_text = "".join(
        string.digits[next(numbers) % 10]
        if one.isdigit()
        else string.ascii_lowercase[next(numbers) % 26]
        if one in string.ascii_letters
        else one
        for one in text
    )
    return _without_zero(drawn_text, text, numbers)


def _hexadecimal(text: str, numbers: Iterator[int]) -> str:
    drawn_text = "".join(
        one
        if one == "-" or (at in _GUID_MARKS and "-" in text)
        else string.digits[next(numbers) % 10]
        if one.isdigit()
        else "abcdef"[next(numbers) % 6]
        for at, one in enumerate(text)
    )
    return _without_zero(drawn_text, text, numbers)


def _without_zero(drawn_text: str, like: str, numbers: Iterator[int]) -> str:
    """The digits without a new leading zero, which JSON doesn't allow; leading zeros of `like` stay."""
    zeros = len(like) - len(like.lstrip("0")) if like.isdigit() else 0
    rest = drawn_text[zeros:]
    if rest.startswith("0"):
        rest = f"{1 + next(numbers) % 9}{rest[1:]}"
    return "0" * zeros + rest


@lru_cache(4096)
def _neighbours(character: str) -> str:
    """Letters of the same script and case, with the same length in UTF-8 in both cases."""
    first = ord(character) // _BLOCK * _BLOCK
    found = [one for one in map(chr, range(first, first + _BLOCK)) if _is_like(one, character)]
    return "".join(found) or character


def _is_like(one: str, other: str) -> bool:
    alike = one.isalpha() and one.islower() == other.islower() and one.isupper() == other.isupper()
    lengths = {len(case.encode("utf-8", "surrogatepass")) for case in (one, one.upper(), one.lower())}
    return alike and len(lengths) == 1 and len(one.upper()) == 1


def _as_case(letter: str, like: str) -> str:
    upper = letter.upper()
    return upper if like.isupper() and len(upper.encode()) == len(letter.encode()) else letter
