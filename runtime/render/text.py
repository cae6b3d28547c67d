"""Text from scripts and services made safe to print: it can't move the cursor, change colours or hide."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

# C0 and C1 controls, and the marks by which Unicode turns the direction of text around.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text with every character that acts on a terminal written as its escape."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def one_line(text: str, longest: int = 400) -> str:
    """As `safe`, on one line, and cut off with an ellipsis where it is long."""
    flat = safe(text).replace("\n", "\\n").replace("\t", " ")
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def value(of: Any, longest: int = 160) -> str:
    """A JSON value on one line."""
    try:
        return one_line(json.dumps(of, ensure_ascii=False), longest)
    except RecursionError:
        return "(nested too deeply to show)"


def document(of: Any) -> str:
    """A JSON document, indented. What acts on a terminal is escaped as JSON can: its meaning is the same."""
    text = json.dumps(of, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def seconds(amount: float) -> str:
    """A span of time as people say it: `3 ms`, `1.20 s`."""
    return f"{amount * 1000:.0f} ms" if amount < 1 else f"{amount:.2f} s"


def size(amount: int) -> str:
    """A number of bytes as people say it: `812 B`, `1.4 MB`."""
    if amount < 1 << 10:
        return f"{amount} B"
    if amount < 1 << 20:
        return f"{amount / (1 << 10):.1f} KB"
    return f"{amount / (1 << 20):.1f} MB"


def date(milliseconds: int) -> str:
    """A point in time, given since 1970, as people write it: `2026-07-12 14:03:11 UTC`."""
    try:
        return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, OSError, ValueError):  # beyond the year 9999: a recording may say anything
        return f"{milliseconds} ms after 1970"
