"""Whoever answers a guest's requests: a fake service, canned answers, the live network.

A world is one method. It yields what happens to one request, in order: `Responded`, then `Received`;
or `Failed` at any point; or nothing more, when the answer never comes to its end. It is asked on after
`Received` when the guest has that. Cancelling the iteration aborts the request. A world knows nothing of
scripts, and raises nothing on purpose.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol, runtime_checkable

from runtime.model.events import WorldEvent
from runtime.model.http import Request


class World(Protocol):
    """One run's surroundings; it is closed when the run ends."""

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """What happens to this request, event by event."""
        ...

    async def aclose(self) -> None:
        """Let go of connections and write back what has to be kept."""
        ...


@runtime_checkable
class StatefulWorld(Protocol):
    """A world in which what was asked before matters, and that can be told of it."""

    def hear(self, request: Request) -> None:
        """Take in a request that was answered before."""
        ...
