"""Many recordings are replayed at a time, told in their order, until somebody has had enough."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from runtime.cage.pool import ChildPool
from runtime.recording import Recording
from runtime.runs.execute import run_alone
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.batch import replay_all
from runtime.runs.replay.replay import Replay
from runtime.runs.replay.replay_result import ReplayResult
from tests.paths import RECORDINGS

V2 = RECORDINGS / "v2"
PATHS = sorted(V2.glob("*.jsonl"))


def replay_options(recording: Recording) -> Replay:
    return Replay(recording=recording)


def replay_paths(paths: list[Path], jobs: int) -> list[ReplayResult]:
    async def work(pool: ChildPool, interrupts: Interrupts) -> list[ReplayResult]:
        return [done async for done in replay_all(paths, pool, replay_options, jobs, interrupts)]

    return run_alone(None, work)


@pytest.mark.parametrize("jobs", [1, 3, 100])
def test_they_are_told_in_their_order(jobs: int) -> None:
    """However many are on their way at once."""
    assert [one.recording for one in replay_paths(PATHS, jobs)] == list(map(str, PATHS))


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_an_interrupt_ends_it_and_nothing_is_left_waiting() -> None:
    """What has been told stays told."""
    told = []

    async def work(pool: ChildPool, interrupts: Interrupts) -> int:
        async for done in replay_all(PATHS * 50, pool, replay_options, 2, interrupts):
            told.append(done)
            if len(told) == 5:
                os.kill(os.getpid(), signal.SIGINT)
        return len(asyncio.all_tasks())

    assert run_alone(None, work) == 1
    assert 5 <= len(told) < 20
