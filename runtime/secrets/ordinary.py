"""What can't be looked for everywhere, secret or not: masking each `true` would leave nothing readable."""

from __future__ import annotations

SHORTEST = 6
# Values that people write where a secret belongs, and that stand everywhere else, too.
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
    """Whether a secret is too short, or too ordinary, to be looked for everywhere."""
    return len(value) < SHORTEST or value.lower() in _ORDINARY
