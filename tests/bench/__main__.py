"""What a run costs, what its cage does, what recordings and checks cost: `make bench`. Prints medians."""

from __future__ import annotations

import asyncio

from tests.bench import cage, checks, commands, recordings, replays

if __name__ == "__main__":
    commands.measure()
    print()
    recordings.measure()
    print()
    checks.measure()
    print()
    asyncio.run(cage.measure())
    print()
    asyncio.run(replays.measure())
