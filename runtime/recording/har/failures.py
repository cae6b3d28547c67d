"""Converts the errors of archives, for requests without an answer, to the words of docs/answers.md."""

from __future__ import annotations

import re
from typing import Any

from runtime.model.no_answer import NEVER, Word

# The error in archives that mws writes.
SILENCE = "no answer"

_UNKNOWN_HOST = (
    r"NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|ENOTFOUND|Errno -[235]\b|Errno (?:8|11001)\b"
    r"|getaddrinfo failed|Name or service not known"
)
# Chrome's net errors; Python's (mitmproxy) on Linux, macOS and Windows; Node's, which mws writes.
_SAID: tuple[tuple[Word, str], ...] = (
    ("refused", r"CONNECTION_REFUSED|ECONNREFUSED|Errno (?:61|111)\b|WinError (?:1225|10061)\b"),
    ("timeout", r"TIMED_OUT|ETIMEDOUT|Errno (?:60|110)\b|WinError 10060\b|timed out"),
    ("unknown-host", _UNKNOWN_HOST),
    ("reset", r"CONNECTION_RESET|read ECONNRESET|Errno (?:54|104)\b|WinError 10054\b|reset by peer"),
    ("cut", r"EMPTY_RESPONSE|CONNECTION_CLOSED|socket hang up|server (?:unexpectedly )?closed|peer closed"),
    (NEVER, rf"\A{SILENCE}\Z"),
)


def failure_word(error: Any) -> Word | None:
    """The word for an error of an archive; None if it is unknown."""
    if not isinstance(error, str):
        return None
    return next((word for word, pattern in _SAID if re.search(pattern, error, re.IGNORECASE)), None)
