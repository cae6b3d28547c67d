"""Values that can't be masked everywhere: to mask each `true` would make a recording unreadable."""

from __future__ import annotations

SHORTEST = 6
# Values that people write in place of a secret, and that also appear elsewhere.
_ORDINARY = {
    "access_token",
    "api_key",
    "apikey",
    "authorization",
    "authorization_code",
    "basic",
    "bearer",
    "client_credentials",
    "client_secret",
    "cookie",
    "digest",
    "example",
    "id_token",
    "password",
    "refresh_token",
    "secret",
    "string",
    "undefined",
}


def is_small(value: str) -> bool:
    """Whether a secret is too short, or too common a word, to be masked everywhere."""
    return len(value) < SHORTEST or value.lower() in _ORDINARY
