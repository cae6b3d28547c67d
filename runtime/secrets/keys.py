"""Which keys name a secret.

Account, licence and user keys don't: they identify things, and give no access.
"""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(access|refresh|id|auth|bearer|session|security|csrf|xsrf|api|client|device|push|saml)token"
    r"|^x?token$|password|passwd|passphrase|secret|apikey|subscriptionkey|privatekey|clientassertion"
    r"|authorization|cookie|credential"
)
# Keys that only describe a secret.
_NOT = re.compile(r"type$|expir|lifetime|url$|uri$|endpoint|policy|hint|enabled|required|count|length|name$")


def is_secret(key: str) -> bool:
    """Whether the value of this key (of JSON, a form, a query) or header is a secret."""
    plain = re.sub(r"[^a-z0-9]", "", key.lower())
    return bool(_SECRET.search(plain)) and not _NOT.search(plain)
