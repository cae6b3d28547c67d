"""Goes through large JSON without making anything of it: parsed, ten megabytes can take three hundred.

Not with ijson 3.6: it ends at the first slip, and without a string that is cut, where a secret may stand
there or behind; and it reads half a surrogate pair as a question mark, so that such a secret isn't found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from runtime.secrets.keys import is_secret

# A string that nothing closes goes on to the end. Were it none, each quote in it would look for its own end.
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)|([{}\[\],:])|([^\s{}\[\],:"]++)', re.DOTALL)
_USUAL = 80  # characters of a key; longer ones are not worth remembering, and a script can make many
_remembered = lru_cache(4096)(is_secret)


def _is_secret_key(key: str) -> bool:
    return _remembered(key) if len(key) <= _USUAL else is_secret(key)


def leaves(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each string and number: what it says, if it stands under a secret's key, and if it is a string."""
    depth = 0
    inside = 0  # how deep the outermost list or object is that stands under such a key
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
