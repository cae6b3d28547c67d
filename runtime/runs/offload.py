"""Does work on large data in a thread, so that other runs go on meanwhile."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

_Result = TypeVar("_Result")
_LARGE = 256 << 10  # bytes: some milliseconds of masking


async def offload(size: int, work: Callable[[], _Result]) -> _Result:
    """Do work on about `size` bytes: in a thread if they are many, else at once."""
    if size < _LARGE:
        return work()
    # In the run's own context variables: so messages name options as the run's face does.
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_thread(), run, work)


@cache
def _thread() -> ThreadPoolExecutor:
    """One thread for all: Python runs only one at a time, and each thread would keep memory of its own."""
    return ThreadPoolExecutor(1, "beside-the-loop")
