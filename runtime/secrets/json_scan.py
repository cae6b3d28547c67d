"""Scans large JSON without parsing it: ten megabytes of JSON can take three hundred as Python values.

ijson 3.6 is not used: it stops at the first error, and drops a string that is cut off, though a secret can be
in it or after it; and it reads half of a surrogate pair as a question mark, so that such a secret isn't
found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from runtime.secrets.keys import is_secret

# A string without a closing quote goes to the end of the text. Otherwise each quote would be searched for
# anew.
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)|([{}\[\],:])|([^\s{}\[\],:"]++)', re.DOTALL)
_USUAL = 80  # characters of a key; longer keys are not cached, since a script can make many
_cached_is_secret = lru_cache(4096)(is_secret)


def _is_secret_key(key: str) -> bool:
    return _cached_is_secret(key) if len(key) <= _USUAL else is_secret(key)


def leaves(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each string and number: its text, whether it is under a secret key, and whether it is a string."""
    depth = 0
    inside = 0  # the depth of the outermost list or object under such a key
    key = ""
    last: tuple[str, bool] | None = None
    for match in _TOKEN.finditer(text):
        mark = match[2]
        if mark == ":" and last is not None:
            key, last = last[0], None
        elif mark is None:
            last = (_literal(match[1]), True) if match[1] is not None else (match[3], False)
        else:
            if last is not None:
                yield last[0], bool(inside) or _is_secret_key(key), last[1]
                last = None
            if mark in "{[":
                depth += 1
                inside = inside or (depth if _is_secret_key(key) else 0)
            elif mark in "}]":
                depth -= 1
                inside = inside if depth >= inside else 0
            key = key if mark == "[" else ""


def _literal(inner: str) -> str:
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads(f'"{inner}"'))
    except ValueError:
        return inner
