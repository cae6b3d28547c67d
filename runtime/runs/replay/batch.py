"""Replays many recordings, several at a time; results come in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TypeVar

from runtime.cage.pool import ChildPool
from runtime.model.errors import BadInput
from runtime.recording import Recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.replay import Replay, replay
from runtime.runs.replay.replay_result import ReplayResult, refuse
from runtime.runs.store import open_recording

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


async def replay_all(
    paths: Sequence[Path],
    pool: ChildPool,
    make_replay: Callable[[Recording], Replay],
    jobs: int,
    interrupts: Interrupts,
) -> AsyncIterator[ReplayResult]:
    """Replay each recording, `jobs` at once, until an interrupt. Results come in order, also for one that
    can't be read.
    """

    async def one(path: Path) -> ReplayResult:
        try:
            return await replay(make_replay(open_recording(path)), pool, interrupts=interrupts)
        except BadInput as error:
            return refuse(str(path), str(error))

    async with aclosing(in_order(paths, one, jobs, interrupts)) as every:
        async for done in every:
            yield done


async def in_order(
    items: Iterable[_Item], work: Callable[[_Item], Awaitable[_Done]], jobs: int, interrupts: Interrupts
) -> AsyncGenerator[_Done, None]:
    """The results of `work` for each item, `jobs` at once, in order, until an interrupt; it cancels the
    others.
    """
    room = asyncio.Semaphore(jobs)

    async def one(item: _Item) -> _Done:
        async with room:
            return await work(item)

    waiting: list[asyncio.Task[_Done]] = []
    upcoming = deque(items)
    try:
        while waiting or upcoming:
            while upcoming and len(waiting) <= jobs:
                waiting.append(asyncio.create_task(one(upcoming.popleft())))
            done = await waiting.pop(0)
            if interrupts.came:
                return
            yield done
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
