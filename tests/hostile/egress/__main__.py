"""Tries every trick against a listener that must stay untouched: `python -m tests.hostile.egress`."""

from __future__ import annotations

import sys

from tests.hostile.egress.attempts import attempt, open_targets
from tests.hostile.egress.tricks import TRICKS

refused = 0
with open_targets() as targets:
    for trick in TRICKS:
        result = attempt(trick, targets)
        refused += bool(result.refused)
        print(f"{trick.name:<52}{result.refused or f'REACHED {result.reached}'}"[:200])
print(f"{refused} of {len(TRICKS)} refused")
sys.exit(refused != len(TRICKS))
