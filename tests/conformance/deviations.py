"""Where this `rest` knowingly differs from the original: `deviations.toml`, read and applied.

Each entry says which cases it covers (`case`: a regular expression, searched for in the case's id and in
its JSON; `recorded`: likewise, in the JSON of what was recorded), in which parts they may differ, what
differs, and why that is better or can't be otherwise.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.compare import PARTS

FILE = Path(__file__).parent / "deviations.toml"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One entry."""

    case: str
    differs: tuple[str, ...]
    what: str
    why: str
    recorded: str = ""

    def concerns(self, case: dict[str, Any], golden: dict[str, Any]) -> bool:
        """Whether it speaks of this case."""
        text = case["id"] + "\n" + json.dumps(case, ensure_ascii=False)
        there = json.dumps(golden, ensure_ascii=False, sort_keys=True)
        return bool(re.search(self.case, text) and re.search(self.recorded, there))

    def covers(self, case: dict[str, Any], golden: dict[str, Any], parts: Collection[str]) -> bool:
        """Whether it explains that this case differs in these parts."""
        return set(parts) <= set(self.differs) and self.concerns(case, golden)


def load() -> list[Deviation]:
    """All entries, in the file's order. Raises TypeError or ValueError for one that isn't whole."""
    entries = [
        Deviation(**(entry | {"differs": tuple(entry["differs"])}))
        for entry in tomllib.loads(FILE.read_text("utf-8")).get("deviation", [])
    ]
    for entry in entries:
        if not set(entry.differs) <= set(PARTS):
            raise ValueError(f"{FILE}: {entry.case}: differs in {entry.differs}; known: {PARTS}")
    return entries


def explanation(
    case: dict[str, Any], golden: dict[str, Any], parts: Collection[str], entries: list[Deviation]
) -> Deviation | None:
    """The first entry that explains these differences."""
    return next((entry for entry in entries if entry.covers(case, golden, parts)), None)
