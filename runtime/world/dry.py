"""Stands for the live services in a dry run: answers what was held back, and sends nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from runtime.model.egress.hosts import normalize_host
from runtime.model.events import WorldEvent
from runtime.model.http import Request
from runtime.world import World
from runtime.world.fake import FakeWorld


class DryWorld:
    """Answers as a host's fake does, or as `otherwise` for a host that has none."""

    def __init__(self, fakes: tuple[FakeWorld, ...], otherwise: World) -> None:
        """The worlds are only lent: what made them closes them."""
        self._fakes = fakes
        self._otherwise = otherwise

    def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """What the service might have answered."""
        host = normalize_host(request.host)
        world: World = next((fake for fake in self._fakes if host in fake.hosts), self._otherwise)
        return world.exchange(request)

    async def aclose(self) -> None:
        """It holds nothing open: neither do fakes and canned answers."""
