"""A recording's answers as a world: the same request gets the same answers, in the order of the recording."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace

from runtime.model.events import Cut, Failed, Received, Responded, WorldEvent
from runtime.model.http import Request, not_found
from runtime.model.option import Option
from runtime.recording import Recording

_EVENTS = (Responded, Received, Failed, Cut)
_Key = tuple[str, str]  # method and address


class RecordedWorld:
    """It answers for every host that isn't answered otherwise, byte for byte as it was, and at once.

    What was never answered stays so. What was denied is denied again: it has no answer.
    """

    def __init__(self, name: str, recording: Recording, way_out: str = "") -> None:
        """`name` is the recording's, for messages; `way_out` is what a denial names."""
        self._name = name
        self._way_out = (
            way_out
            or f"To reach the real one: {Option.LIVE.spell('{host}')}; to answer by hand: "
            f"{Option.WORLD.spell('ANSWERS.json')}"
        )
        self._left: dict[_Key, deque[list[WorldEvent]]] = {}
        for exchange, events in _answers(recording):
            self._left.setdefault((exchange.method, exchange.url), deque()).append(events)

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """What came of the request when it was recorded; a denial for one that wasn't."""
        left = self._left.get((request.method, request.url))
        if not left:
            yield Failed(
                request.id, not_found(request.host), denied=self._denial(request, known=left is not None)
            )
            return
        event: WorldEvent | None = None
        for event in left.popleft():
            yield replace(event, request=request.id)
        if not isinstance(event, Received | Failed):
            await asyncio.Event().wait()

    def hear(self, request: Request) -> None:
        """Take in a request that was answered from here before: that answer is used up."""
        if left := self._left.get((request.method, request.url)):
            left.popleft()

    async def aclose(self) -> None:
        """Nothing is held open."""

    def _denial(self, request: Request, *, known: bool) -> str:
        why = "it was asked for less often when it was recorded" if known else "it was never asked for"
        what = f"{self._name} has no answer to {request.method} {request.url}: {why}"
        return f"{what}. {self._way_out.format(host=request.host)}"


def _answers(recording: Recording) -> Iterable[tuple[Request, list[WorldEvent]]]:
    """Each request and what came of it, but for those that were denied."""
    exchanges = recording.transcript.exchanges
    events: dict[int, list[WorldEvent]] = {number: [] for number in exchanges}
    for entry in recording.entries:
        if isinstance(entry.what, _EVENTS) and entry.what.request in events:
            events[entry.what.request].append(entry.what)
    return [(one.request, events[number]) for number, one in exchanges.items() if not one.denied]
