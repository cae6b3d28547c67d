"""Why something is closed, as a value: each face of the product names the way out in its own terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """`problem` says what is closed, and can stand alone. `option` continues it for the command line.

    `opening` is what would have to be opened, in no face's terms; '' if nothing opens it.
    """

    problem: str
    option: str
    opening: str = ""

    def __str__(self) -> str:
        """The whole sentence for the command line."""
        return f"{self.problem}{self.option}"
