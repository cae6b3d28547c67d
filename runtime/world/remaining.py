"""The recorded answers for requests that were under way when a run left its recording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence

from runtime.model.events import Failed, HeldBack, Received, WorldEvent
from runtime.model.http import Request


class RemainingAnswers:
    """Answers come at once and in their order; a request without a recorded answer gets none."""

    def __init__(self, events: Mapping[int, Sequence[WorldEvent | HeldBack]]) -> None:
        """`events` are by the number of the request."""
        self._events = events

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The recorded events of the request."""
        event: WorldEvent | HeldBack | None = None
        for event in self._events.get(request.id, ()):
            yield event  # type: ignore[misc]  # the session also takes HeldBack
        if not isinstance(event, Received | Failed):
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Nothing is open."""
