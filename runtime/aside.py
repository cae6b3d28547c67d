"""Work on large data, done beside the event loop: other runs go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

_Made = TypeVar("_Made")
_LARGE = 256 << 10  # bytes: some milliseconds of masking


async def aside(size: int, work: Callable[[], _Made]) -> _Made:
    """Do work that is about so many bytes: in a thread if they are many, else at once."""
    return work() if size < _LARGE else await asyncio.to_thread(work)
