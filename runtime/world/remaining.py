"""The answers that a recording still has, for requests that were under way when it was left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence

from runtime.model.events import Failed, HeldBack, Received, WorldEvent
from runtime.model.http import Request


class RemainingAnswers:
    """They come at once and in their order; a request to which there was no answer gets none."""

    def __init__(self, events: Mapping[int, Sequence[WorldEvent | HeldBack]]) -> None:
        """`events` by the number of the request."""
        self._events = events

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """What the recording has of it."""
        event: WorldEvent | HeldBack | None = None
        for event in self._events.get(request.id, ()):
            yield event  # type: ignore[misc]  # the session takes what was held back, too
        if not isinstance(event, Received | Failed):
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Nothing is held open."""
