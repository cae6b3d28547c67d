"""Work on large data, done beside the event loop: other runs go on meanwhile."""

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
    """Do work that is about so many bytes: in a thread if they are many, else at once."""
    if size < _LARGE:
        return work()
    # In the run's own context: a message that the work makes names options as the run's face does.
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_thread(), run, work)


@cache
def _thread() -> ThreadPoolExecutor:
    """One for all: only one can work in Python at a time, and each would keep memory of its own for it."""
    return ThreadPoolExecutor(1, "beside-the-loop")
