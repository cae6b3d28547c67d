"""What answers a guest's requests: a fake service, canned answers, the live network.

A world has one main method. It yields the events of one request in order: `Responded`, then `Received`; or
`Failed` at any point; or nothing more, if the answer never ends. The iteration continues after `Received`
when the guest has got that event. To cancel the iteration aborts the request. A world knows nothing about
scripts, and raises no exceptions on purpose.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol, runtime_checkable

from runtime.model.events import WorldEvent
from runtime.model.http import Request


class World(Protocol):
    """Answers the requests of one run; it is closed when the run ends."""

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The events of this request, in order."""
        ...

    async def aclose(self) -> None:
        """Close connections, and write what has to be kept."""
        ...


@runtime_checkable
class StatefulWorld(Protocol):
    """A world whose answers depend on earlier requests, and that can take these in."""

    def hear(self, request: Request) -> None:
        """Take in a request that was answered earlier."""
        ...
