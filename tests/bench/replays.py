"""What a replay costs: recordings a second beside children a second that do nothing, in the same loop."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from runtime.cage.pool import Cage, ChildPool
from runtime.model.limits import Limits
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.batch import replay_all
from runtime.runs.replay.replay import Replay
from tests.bench.cage import cpu_of_all
from tests.paths import RECORDINGS

RECORDING = RECORDINGS / "v2" / "done.jsonl"
MANY, JOBS, ROUNDS = 100, 2, 9
TARGET = 0.5  # times the children that do nothing


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.jsonl") for number in range(MANY)]
        for path in paths:
            shutil.copyfile(RECORDING, path)
        async with (
            ChildPool(Cage.ZYGOTE, ahead=JOBS) as pool,
            ChildPool(Cage.ZYGOTE, ahead=JOBS, program="tests.bench.null") as nulls,
        ):

            async def replays() -> None:
                async for done in replay_all(
                    paths, pool, lambda one: Replay(recording=one), JOBS, Interrupts()
                ):
                    assert done.identical, done

            works: dict[str, Callable[[], Awaitable[None]]] = {
                f"replays, {JOBS} at a time": replays,
                f"null children, {JOBS} at a time": partial(_nulls, nulls, JOBS),
                "null children, one at a time": partial(_nulls, nulls, 1),
            }
            taken: dict[str, list[Throughput]] = {name: [] for name in works}
            for number in range(ROUNDS + 1):
                for name, work in works.items():
                    one = await _measure(work)
                    if number:
                        taken[name].append(one)
    print(f"median of {ROUNDS} rounds of {MANY}:")
    for name, every in taken.items():
        rate, cpu = (statistics.median(column) for column in zip(*every, strict=True))
        print(f"{name:36}{rate:6.1f} a second, {cpu:.1f} ms CPU each")
    replayed, together, single = taken.values()
    for name, others in (("as many at a time", together), ("one at a time", single)):
        ratio = statistics.median(one.rate / null.rate for one, null in zip(replayed, others, strict=True))
        print(f"  replays: {ratio:.2f} times the null children, {name} (at least {TARGET})")


class Throughput(NamedTuple):
    """How many a second, and milliseconds of CPU each."""

    rate: float
    cpu: float


async def _measure(work: Callable[[], Awaitable[None]]) -> Throughput:
    began, before = time.perf_counter(), cpu_of_all()
    await work()
    return Throughput(MANY / (time.perf_counter() - began), (cpu_of_all() - before) * 1000 / MANY)


def _hear(over: asyncio.Event, _said: object) -> None:
    over.set()


async def _nulls(pool: ChildPool, at_once: int) -> None:
    left = iter(range(MANY))

    async def one_after_the_other() -> None:
        for _ in left:
            child = await pool.child(Limits())
            over = asyncio.Event()
            child.attend(partial(_hear, over))
            await over.wait()
            await child.aclose()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))


if __name__ == "__main__":
    asyncio.run(measure())
