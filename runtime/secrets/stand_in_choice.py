"""Which stand-in a secret gets: one that agrees with those of the secrets that it is made of, or part of.

A script that sends `'token=' + token` sends `'token='` and the stand-in when its masked recording happens
again: so this, and no other, is what must stand in the recording.
"""

from __future__ import annotations

import re

from runtime.secrets.ordinary import is_small
from runtime.secrets.stand_in import make_stand_in

_RUN = re.compile(r"[A-Za-z0-9]+")
_TINY = 2  # as in `v1:`
_LONGEST = 4096  # characters of what is looked through for others


class StandIns:
    """The secrets of a run, each with its stand-in: the only such list, and only in memory."""

    def __init__(self, key: bytes) -> None:
        """Know nothing yet; `key` is what stand-ins are drawn with."""
        self._key = key
        self._pairs: dict[str, str] = {}

    def __contains__(self, secret: str) -> bool:
        """Whether this very text is known."""
        return secret in self._pairs

    def __len__(self) -> int:
        """How many."""
        return len(self._pairs)

    def add(self, secret: str, instead: str = "") -> str:
        """Know this one, too; the answer is its stand-in: `instead`, or else one that agrees."""
        found = instead or self._cut_from_known(secret) or self._compose(secret)
        self._pairs[secret] = found
        return found

    def _cut_from_known(self, piece: str) -> str:
        """The piece's place in the stand-in of a secret that holds it; '' if none does."""
        backwards = piece[::-1]
        for secret, instead in self._pairs.items():
            if piece in secret:
                at = secret.index(piece)
                return instead[at : at + len(piece)]
            if backwards in secret:
                at = secret.index(backwards)
                return instead[at : at + len(piece)][::-1]
        return ""

    def _compose(self, secret: str) -> str:
        parts = self._parts(secret) if len(secret) <= _LONGEST else []
        if not parts:
            return make_stand_in(secret, self._key)
        made, done = "", 0
        for at, part in [*sorted(parts), (len(secret), "")]:
            made += self._beside(secret[done:at], after=done > 0, before=at < len(secret))
            made += self._pairs.get(part, "")
            done = at + len(part)
        return made

    def _parts(self, secret: str) -> list[tuple[int, str]]:
        """Where known secrets stand in this one, the longest first, and none over another."""
        parts: list[tuple[int, str]] = []
        taken = bytearray(len(secret))
        for known in sorted((known for known in self._pairs if known in secret), key=len, reverse=True):
            at = secret.find(known)
            while at >= 0:
                if not any(taken[at : at + len(known)]):
                    parts.append((at, known))
                    taken[at : at + len(known)] = b"x" * len(known)
                at = secret.find(known, at + len(known))
        return parts

    def _beside(self, text: str, *, after: bool, before: bool) -> str:
        """What stands beside known secrets: words such as `token=` stay, or no script could repeat it."""

        def replace(match: re.Match[str]) -> str:
            touches = (after and match.start() == 0) or (before and match.end() == len(text))
            word = len(match[0]) <= _TINY or (match[0].isalpha() and is_small(match[0]))
            return match[0] if word and not touches else make_stand_in(match[0], self._key)

        return _RUN.sub(replace, text)
