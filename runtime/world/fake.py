"""A fake service as a world, with its state, which can be kept in a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

from runtime.inputs.files import read_json
from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded, WorldEvent
from runtime.model.http import Request
from runtime.model.no_answer import FAILURES
from runtime.model.option import Option
from runtime.world import services
from runtime.world.services import NoAnswer, Service
from runtime.world.services.state_files import read_state, save_state

Clock = Callable[[], float]


class FakeWorld:
    """One fake service. `state` is its state now; `state_file` is written after every change."""

    def __init__(
        self, service: Service, state: Any, now: Clock, description: str, state_file: Path | None = None
    ) -> None:
        """`now` is in seconds since the epoch; `description` is the first state in words, for reports."""
        self.service = service
        self.state = state
        self.description = description
        self._now = now
        self._file = state_file

    @property
    def name(self) -> str:
        return self.service.NAME

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts for which it answers."""
        return self.service.HOSTS

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """The service's answer, at once; or none, if its state says so or the request has no end."""
        if request.unfinished:
            await asyncio.Event().wait()
        before = self.state
        answer, self.state = self.service.respond(request, before, self._now())
        if self._file is not None and self.state != before:
            save_state(self.service, self.state, self._file)
        if answer is NoAnswer.NEVER:
            await asyncio.Event().wait()
        elif isinstance(answer, NoAnswer):
            yield Failed(request.id, FAILURES[answer](request))
        else:
            yield Responded(request.id, answer.status, answer.reason, answer.headers)
            yield Received(request.id, b"" if request.method == "HEAD" else answer.body)

    def hear(self, request: Request) -> None:
        """Take in a request that another world has answered: it changes the state here too."""
        if not request.unfinished:
            _, self.state = self.service.respond(request, self.state, self._now())

    async def aclose(self) -> None:
        """The state was already written after each change."""


def load(option: str, *, state_file: Path | None, now: Clock) -> FakeWorld:
    """The world for `--fake NAME[=STATE.json]` and `--state FILE`. Raises BadInput.

    A state file that exists already is used in place of the first state.
    """
    name, equals, file = option.partition("=")
    service = services.find(name)
    state, description = service.initial(), "default state"
    if equals:
        if not file:
            way_out = (
                f"Write {Option.FAKE.spell(f'{name}={name}.json')}, or {Option.FAKE.spell(name)} "
                "for the default state."
            )
            raise BadInput(Option.FAKE.spell(option), "names no state", way_out)
        state, description = read_state(service, file), f"state {file}"
    if state_file is not None:
        if state_file.exists():
            state = service.read(str(state_file), read_json(state_file))
        else:
            save_state(service, state, state_file)  # an error shows before anything has run
        description = f"state kept in {state_file}"
    return FakeWorld(service, state, now, description, state_file)
