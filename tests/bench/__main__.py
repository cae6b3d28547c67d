"""What a run costs, and what its cage does: `make bench`. Prints medians."""

from __future__ import annotations

import asyncio

from tests.bench import cage, commands

if __name__ == "__main__":
    commands.measure()
    print()
    asyncio.run(cage.measure())
