"""The author's script: its exact text, and places in it. It is never changed or wrapped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

LONGEST = 1 << 20  # bytes
# The line numbers distinguish a script's stack frames from those of the prelude: see runtime/guest/prelude.
MOST_LINES = 99_999

# How much of a long line is shown on either side of a place.
_AROUND = 90


class Place(NamedTuple):
    """A position in the author's script; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it is in its file; `text` is exact, but without a byte order mark.

    `name` is as the author wrote it; messages have it before `:LINE:COLUMN`. `sha256` is the hash of the
    file's bytes, in hexadecimal; without a file, of the text as UTF-8.
    """

    name: str = field(default="script.js", kw_only=True)  # a recording has them in this order
    text: str = field(repr=False)
    sha256: str = field(default="", kw_only=True, repr=False)

    def __post_init__(self) -> None:
        if not self.sha256:
            data = self.text.encode("utf-8", "surrogatepass")
            object.__setattr__(self, "sha256", hashlib.sha256(data).hexdigest())

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Script:
        """The script in `data`. Raises UnicodeDecodeError if it isn't UTF-8; a BOM is dropped."""
        return cls(data.decode("utf-8-sig"), name=name, sha256=hashlib.sha256(data).hexdigest())

    def where(self, place: Place | None) -> str:
        """`FILE:LINE:COL`, or the bare name when the place isn't known."""
        return self.name if place is None else f"{self.name}:{place.line}:{place.column}"

    def line(self, number: int) -> str:
        """The line with this number, without its end; '' if there is no such line."""
        return _line(self.text, number)


def excerpt(text: str, place: Place) -> str:
    """The line at `place` with its number, and a marker under the column; '' if there is no such line.

    A long line is cut on both sides of the column; tabs become blanks, so that the marker fits.
    """
    line = _line(text, place.line).replace("\t", " ")
    if not line or place.column < 1:
        return ""
    start = max(0, place.column - 1 - _AROUND)
    gutter = f"{place.line:>6} | "
    marker = " " * (len(gutter) + place.column - 1 - start) + "^"
    shown = line[start : place.column - 1 + _AROUND]
    before, after = "…" * (start > 0), "…" * (start + len(shown) < len(line))
    return f"{gutter}{before}{shown[len(before) :]}{after}\n{marker}"


def lines_of(text: str) -> list[str]:
    """The lines of a script without their ends."""
    # Only these four end a line in JavaScript; str.splitlines() knows more.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n").split("\n")


@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[str, ...]:
    """As `lines_of`, cached: a script can have thousands of findings."""
    return tuple(lines_of(text))


def _line(text: str, number: int) -> str:
    lines = _lines(text)
    return lines[number - 1] if 0 < number <= len(lines) else ""
