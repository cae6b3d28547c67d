"""Looks for a text in a recording's bytes, in every encoding: with no code of the product's."""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

_DEEPEST = 6


def forms(text: str) -> set[bytes]:
    """How a text may look; what is compared is in lower case."""
    found: set[bytes] = set()
    for one in {text, text[::-1]}:
        data = one.encode()
        found |= {data, quote(one, safe="").encode(), quote(one, safe="-_.!~*'()").encode()}
        found |= {json.dumps(one)[1:-1].encode(), html.escape(one).encode(), data.hex().encode()}
        found |= {one.encode("utf-16-le"), one.encode("utf-16-be")}
    return {one.lower() for one in found}


def in_base64(text: str) -> set[bytes]:
    """The middle of its base64, at each alignment."""
    found = set()
    for one in {text, text.lower(), text.upper()}:
        for before in range(3):
            made = base64.b64encode(b"x" * before + one.encode() + b"x" * (-(before + len(one.encode())) % 3))
            middle = made[4 if before else 0 : len(made) - 4]
            if len(middle) > 4:
                found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and all that can be unpacked from them."""
    yield data
    if depth > _DEEPEST:
        return
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")
    if b"%" in data:
        yield unquote_to_bytes(data)
    for unpack in (gzip.decompress, zlib.decompress):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield from layers(unpack(data), depth + 1)
    for run in re.findall(rb"[A-Za-z0-9+/]{8,}={0,2}", data):
        with contextlib.suppress(ValueError):
            yield base64.b64decode(run)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    for text in strings(value):
        yield from layers(text, depth + 1)


def strings(value: Any) -> Iterator[bytes]:
    """Each string in parsed JSON; a body in base64 as its bytes."""
    if isinstance(value, dict):
        if set(value) == {"base64"}:
            yield base64.b64decode(value["base64"])
        for key, item in value.items():
            yield key.encode("utf-8", "surrogatepass")
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
    elif isinstance(value, int | float):
        yield str(value).encode()


def leaks(path: Path, text: str, *, alone: bool = False) -> list[bytes]:
    """Where a text still stands in the recording; `alone` looks for it as a word only, in its own case."""
    found: list[bytes] = []
    word = re.compile(rb"(?<![^\W\d_])" + re.escape(text.encode()) + rb"(?![^\W\d_])")
    for line in path.read_bytes().splitlines():
        for layer in layers(line):
            if alone:
                found += [layer[:200] for _ in word.finditer(layer)]
                continue
            small = layer.lower()
            found += [layer[:200] for form in forms(text) if form in small]
            found += [layer[:200] for form in in_base64(text) if form in layer]
    return found
