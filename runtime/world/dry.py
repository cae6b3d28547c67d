"""Answers in place of the live services in a dry run; it sends nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from runtime.model.egress.hosts import normalize_host
from runtime.model.events import WorldEvent
from runtime.model.http import Request
from runtime.world import World
from runtime.world.fake import FakeWorld


class DryWorld:
    """Answers like the fake of a host, or like `otherwise` for a host without one."""

    def __init__(self, fakes: tuple[FakeWorld, ...], otherwise: World) -> None:
        """The caller closes these worlds."""
        self._fakes = fakes
        self._otherwise = otherwise

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """What the service might answer."""
        host = normalize_host(request.host)
        world: World = next((fake for fake in self._fakes if host in fake.hosts), self._otherwise)
        return world.exchange(request)

    async def aclose(self) -> None:
        """Nothing is open."""
