"""The examples of docs/writing-scripts.md, with what is said of each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from runtime.model.script import Script
from tests.paths import ROOT

DOC = ROOT / "docs" / "writing-scripts.md"

_BLOCK = re.compile(r"^```js ([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """An example; `said` stands behind ```js: begin, right, from NAME, or wrong CODE and what a run shows."""

    said: tuple[str, ...]
    text: str
    line: int

    def __str__(self) -> str:
        """The test's name."""
        return f"line {self.line}: {' '.join(self.said)}"

    @property
    def code(self) -> str:
        """The rule that finds it."""
        return self.said[1]

    @property
    def shows(self) -> str:
        """The outcome or finding that a run has in bad weather; '' if none shows it."""
        return self.said[2] if len(self.said) > 2 else ""

    @property
    def script(self) -> Script:
        """It as a script that runs: behind what all examples begin with."""
        (begin,) = [one.text for one in snippets("begin")]
        text = f"{begin}\n{self.text}"
        return Script(text, name="writing-scripts.js", sha256=hashlib.sha256(text.encode()).hexdigest())


@cache
def _all() -> tuple[Snippet, ...]:
    doc = DOC.read_text("utf-8")
    return tuple(
        Snippet(tuple(match[1].split()), match[2], 2 + doc[: match.start()].count("\n"))
        for match in _BLOCK.finditer(doc)
    )


def snippets(kind: str) -> list[Snippet]:
    """All examples of a kind, in the order of the page."""
    return [one for one in _all() if one.said[0] == kind]
