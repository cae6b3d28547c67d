"""Chooses a secret's stand-in, in agreement with secrets that contain it or are contained in it.

A script that sends `'token=' + token` sends `'token='` and the stand-in when its masked recording is
replayed. So the recording must have exactly that.
"""

from __future__ import annotations

import re

from runtime.secrets.ordinary import is_small
from runtime.secrets.stand_in import make_stand_in

_RUN = re.compile(r"[A-Za-z0-9]+")
_TINY = 2  # as in `v1:`
_LONGEST = 4096  # characters of a secret in which others are searched for


class StandIns:
    """The secrets of a run, each with its stand-in: the only such list, and never written anywhere."""

    def __init__(self, key: bytes) -> None:
        """`key` is the key that stand-ins are drawn with."""
        self._key = key
        self._pairs: dict[str, str] = {}

    def __contains__(self, secret: str) -> bool:
        """Whether this text is a known secret."""
        return secret in self._pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def add(self, secret: str, stand_in: str = "") -> str:
        """Add a secret and return its stand-in: `stand_in` if given, or one that agrees with the others."""
        found = stand_in or self._cut_from_known(secret) or self._compose(secret)
        self._pairs[secret] = found
        return found

    def _cut_from_known(self, piece: str) -> str:
        """The same piece of the stand-in of a secret that contains it; '' if there is none."""
        backwards = piece[::-1]
        for secret, stand_in in self._pairs.items():
            if piece in secret:
                at = secret.index(piece)
                return stand_in[at : at + len(piece)]
            if backwards in secret:
                at = secret.index(backwards)
                return stand_in[at : at + len(piece)][::-1]
        return ""

    def _compose(self, secret: str) -> str:
        parts = self._parts(secret) if len(secret) <= _LONGEST else []
        if not parts:
            return make_stand_in(secret, self._key)
        composed, done = "", 0
        for at, part in [*sorted(parts), (len(secret), "")]:
            composed += self._beside(secret[done:at], after=done > 0, before=at < len(secret))
            composed += self._pairs.get(part, "")
            done = at + len(part)
        return composed

    def _parts(self, secret: str) -> list[tuple[int, str]]:
        """The places of known secrets in this one, the longest first, without overlaps."""
        parts: list[tuple[int, str]] = []
        covered = bytearray(len(secret))
        for known in sorted((known for known in self._pairs if known in secret), key=len, reverse=True):
            at = secret.find(known)
            while at >= 0:
                if not any(covered[at : at + len(known)]):
                    parts.append((at, known))
                    covered[at : at + len(known)] = b"x" * len(known)
                at = secret.find(known, at + len(known))
        return parts

    def _beside(self, text: str, *, after: bool, before: bool) -> str:
        """The text beside known secrets: words such as `token=` stay, so that a script can repeat it."""

        def replace(match: re.Match[str]) -> str:
            touches = (after and match.start() == 0) or (before and match.end() == len(text))
            word = len(match[0]) <= _TINY or (match[0].isalpha() and is_small(match[0]))
            return match[0] if word and not touches else make_stand_in(match[0], self._key)

        return _RUN.sub(replace, text)
