"""Brings URLs of archives into the form of `Request.url`."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#@]*@)?(?P<host>\[[0-9a-f:.%]+\]|[^\s/?#:@\[\]]+)(?::(?P<port>\d{0,5}))?"
    r"(?P<target>(?:[/?][^#\s]*)?)(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_USUAL = {"http": "80", "https": "443"}


def normalize_url(url: str) -> str:
    """The URL in the form of `Request.url`; '' if it is neither http nor https.

    It is without fragment, user, password and the scheme's usual port; path and query are not changed.
    """
    found = _ADDRESS.fullmatch(url.replace(" ", "%20"))
    if found is None:
        return ""
    scheme, host, port, target = (
        found["scheme"].lower(),
        found["host"].lower(),
        found["port"],
        found["target"],
    )
    port_suffix = "" if not port or port == _USUAL[scheme] else f":{int(port)}"
    return f"{scheme}://{host}{port_suffix}{target if target.startswith('/') else f'/{target}'}"
