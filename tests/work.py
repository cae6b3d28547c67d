"""How much work something is: counted, or compared with less of the same. No machine's speed decides it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from cProfile import Profile
from typing import Any
from unittest.mock import patch

_ATTEMPTS = 6
_TIMES = 8  # as much
_BLURRED = 3  # what a busy machine may add to a measurement: caches that others use, clocks that step


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls in this thread, those of Python and those written in C."""
    profile = Profile()  # counts in C: a function of ours at each call would take most of the time
    before = sys.getprofile()
    profile.enable()
    try:
        work()
    finally:
        profile.disable()
        sys.setprofile(before)
    return sum(one.callcount for one in profile.getstats())


def grows_in_proportion(work: Callable[[int], object], size: int) -> bool:
    """Whether `work` on eight times `size` costs about eight times as much, and not sixty-four times.

    This is for work in C, where there are no calls to count. Only the CPU time of this thread counts, both
    sizes are measured on the same machine, and a second attempt is made if something else got in the way.
    """
    return any(_cost(work, size * _TIMES) < _cost(work, size) * _TIMES * _BLURRED for _ in range(_ATTEMPTS))


def _cost(work: Callable[[int], object], size: int) -> int:
    began = time.thread_time_ns()
    work(size)
    return time.thread_time_ns() - began


@contextmanager
def track_expired_waits(longer_than: float = 0.05) -> Iterator[list[float]]:
    """The waits that event loops sit out meanwhile, in seconds; one that is cut short is none."""
    expired: list[float] = []
    call_at = asyncio.BaseEventLoop.call_at

    def watch_call_at(
        loop: Any, when: float, callback: Any, *args: Any, **kwargs: Any
    ) -> asyncio.TimerHandle:
        delay = when - loop.time()

        def fire() -> None:
            if delay > longer_than:
                expired.append(delay)
            callback(*args)

        return call_at(loop, when, fire, **kwargs)

    with patch.object(asyncio.BaseEventLoop, "call_at", watch_call_at):
        yield expired
