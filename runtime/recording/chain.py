"""The chain: each line has a seal over itself and all lines before it, so that a change by hand is noticed.

It is not a signature: a person who changes a line can also make a new seal. It shows accidents and forgotten
edits.
"""

from __future__ import annotations

import hashlib
import re

KEY = "chain"
_LENGTH = 16
_SEALED = re.compile(rb', "chain": "[0-9a-f]{16}"\}\s*\Z')


class Chain:
    """Makes or checks the seals of one recording, from its first line on."""

    def __init__(self) -> None:
        self.last = ""

    def seal(self, line: str) -> str:
        """A line of JSON (an object, without a line end) with its seal as the last field."""
        self.last = self._over(line.encode("utf-8", "surrogatepass"))
        return f'{line[:-1]}, "{KEY}": "{self.last}"}}'

    def follow(self, line: bytes) -> None:
        """Go on after a line without a seal."""
        self.last = self._over(line.strip())

    def holds(self, line: bytes, claimed_seal: object) -> bool:
        """Whether the seal of a line is right. The next line is checked against the claimed seal."""
        bare, found = _SEALED.subn(b"}", line)
        right = bool(found) and claimed_seal == self._over(bare)
        self.last = claimed_seal if isinstance(claimed_seal, str) else ""
        return right

    def _over(self, line: bytes) -> str:
        return hashlib.sha256(self.last.encode("utf-8", "surrogatepass") + line).hexdigest()[:_LENGTH]
