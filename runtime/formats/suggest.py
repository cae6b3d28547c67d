"""Which known name was probably meant, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST = 5  # characters: of shorter names any two are near
_LONGEST = 80  # a name that is longer is no slip, and comparing costs its square
_NEAR = 0.75
_SIMILAR = 0.5  # enough for a question


def nearest(name: str, known: Iterable[str], near: float = _NEAR) -> str:
    """The known name that comes nearest; '' if none is so near (1 is the same)."""
    import difflib  # only once something is wrong

    if len(name) > _LONGEST:
        return ""
    plain = {_plain(one): one for one in known}
    found = difflib.get_close_matches(_plain(name), list(plain), n=1, cutoff=near)
    return plain[found[0]] if found else ""


def suggest(name: str, known: Iterable[str]) -> str:
    """A sentence with the most similar of the known names; '' if none is similar."""
    found = nearest(name, known, _SIMILAR)
    return f"Did you mean {found}?" if found else ""


def is_slip(name: str, known: str) -> bool:
    """Whether a name is the known one with a slip of the fingers in it: its case, or one or two letters.

    `MailAddress2` is another name and no slip, and so is one that begins otherwise.
    """
    if _plain(name) == _plain(known):
        return True
    if not _SHORTEST <= min(len(name), len(known)) <= max(len(name), len(known)) <= _LONGEST:
        return False
    if name[0].lower() != known[0].lower():
        return False
    digits = re.findall(r"\d", name) != re.findall(r"\d", known)
    return not digits and _steps(_plain(name), _plain(known)) <= (1 if len(known) < 2 * _SHORTEST else 2)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _steps(one: str, other: str) -> int:
    """How many letters have to be put in, taken out, replaced or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
