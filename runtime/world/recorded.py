"""The answers of a recording as a world: the same request gets the same answers, in their recorded order."""

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
    """Answers for every host that no other world answers, byte for byte as recorded, and at once.

    A request that never got an answer gets none. One that was denied is denied again.
    """

    def __init__(self, name: str, recording: Recording, way_out: str = "") -> None:
        """`name` is the recording's, for messages; `way_out` is the advice in a denial."""
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
        """The recorded events of the request; a denial if it was not recorded."""
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
        """Take in a request that was answered from this recording earlier: its answer is used up."""
        if left := self._left.get((request.method, request.url)):
            left.popleft()

    async def aclose(self) -> None:
        """Nothing is open."""

    def _denial(self, request: Request, *, known: bool) -> str:
        why = "all its recorded answers are used up" if known else "it was not recorded"
        what = f"{self._name} has no answer to {request.method} {request.url}: {why}"
        return f"{what}. {self._way_out.format(host=request.host)}"


def _answers(recording: Recording) -> Iterable[tuple[Request, list[WorldEvent]]]:
    """Each request with its events, except those that were denied."""
    exchanges = recording.transcript.exchanges
    events: dict[int, list[WorldEvent]] = {number: [] for number in exchanges}
    for entry in recording.entries:
        if isinstance(entry.what, _EVENTS) and entry.what.request in events:
            events[entry.what.request].append(entry.what)
    return [(one.request, events[number]) for number, one in exchanges.items() if not one.denied]
