"""Why something is closed, as a value. Each face of the product says in its own words how to open it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """`problem` says what is closed, as a sentence; `option` continues it with the option that would open it.

    `opening` names what would have to be opened, without any option's name; '' if nothing can open it.
    """

    problem: str
    option: str
    opening: str = ""

    def __str__(self) -> str:
        """The problem with its option."""
        return f"{self.problem}{self.option}"
