"""What a run costs, what its cage does, and what a list of runs costs: `make bench`. Prints medians."""

from __future__ import annotations

import asyncio

from tests.bench import cage, commands, recordings

if __name__ == "__main__":
    commands.measure()
    print()
    recordings.measure()
    print()
    asyncio.run(cage.measure())
