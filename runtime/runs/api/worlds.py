"""The worlds of the Python API: what answers the requests of a run.

Each of them can serve any number of runs. A fake keeps the changes of earlier runs; canned answers and
recordings start anew for each run.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from runtime.inputs import samples
from runtime.inputs.files import read_json, sample_path
from runtime.model.egress import Egress
from runtime.model.errors import BadInput
from runtime.model.http import Failure, Request, Response
from runtime.model.limits import Limits
from runtime.recording import Recording
from runtime.runs.world_choice import RunWorlds, WorldChoice, build_worlds
from runtime.session.routing import Policy
from runtime.world import World, services
from runtime.world import answers as canned
from runtime.world.fake import FakeWorld
from runtime.world.function import FunctionWorld
from runtime.world.recorded import RecordedWorld

_EVERYTHING = "answers"  # a policy sends every request to the world with this name


class AnsweringWorld(Protocol):
    """The type of `fake`, `answers`, `live` and `recorded`: it opens the worlds of a run."""

    def open(self, limits: Limits) -> RunWorlds:
        """The worlds of one run, with the policy for its requests. Raises BadInput."""
        ...


AnswerFunction = Callable[[Request], Awaitable[Response | Failure]]


class Fake:
    """A fake service that keeps its state from run to run."""

    def __init__(self, name: str, state: Mapping[str, Any] | str | Path | None = None) -> None:
        self._service = services.find(name, "runtime.fake")
        initial, description = self._initial(state)
        self._world = FakeWorld(self._service, initial, time.time, description)

    def _initial(self, state: Mapping[str, Any] | str | Path | None) -> tuple[Any, str]:
        if state is None:
            return self._service.initial(), "default state"
        if isinstance(state, Mapping):
            return self._service.read("state", dict(state)), "a state of the program's"
        path = sample_path(str(state), samples.states(self._service.NAME), "state", "mws fake")
        return self._service.read(str(state), read_json(path)), str(state)

    @property
    def state(self) -> dict[str, Any]:
        """A copy of its state now, as the JSON of a state file: accounts, users, licences."""
        return self._service.write(self._world.state)

    def open(self, limits: Limits) -> RunWorlds:
        """Send requests for its hosts to it, and deny all others."""
        del limits
        name = f"fake {self._service.NAME}"
        policy = Policy({name: self._service.HOSTS}, Egress())
        text = f"{name} ({self._world.description})"
        return RunWorlds({name: self._world}, policy, text, ())

    def __repr__(self) -> str:
        return f"fake({self._service.NAME!r})"


@dataclass(frozen=True, slots=True)
class CannedAnswers:
    """Canned answers, which start anew for each run."""

    answers: Sequence[Mapping[str, Any]] = field(repr=False)

    def open(self, limits: Limits) -> RunWorlds:
        """Deny requests without an answer."""
        del limits
        raw = {"answers": [dict(answer) for answer in self.answers]}
        return _worlds_of(canned.read("answers", raw), "canned answers")


@dataclass(frozen=True, slots=True)
class RecordedAnswers:
    """The answers of a recording, by request."""

    recording: Recording

    def open(self, limits: Limits) -> RunWorlds:
        """Deny requests that the recording doesn't have."""
        del limits
        name = self.recording.name
        return _worlds_of(RecordedWorld(name, self.recording), f"the recording {name}")


@dataclass(frozen=True, slots=True)
class Live:
    """Real hosts."""

    choice: WorldChoice = field(repr=False)

    def open(self, limits: Limits) -> RunWorlds:
        """Open the live world; it connects at the first request."""
        return build_worlds(self.choice, limits, time.time)


@dataclass(frozen=True, slots=True)
class AnsweringFunction:
    """A function of the program."""

    answer: AnswerFunction

    def open(self, limits: Limits) -> RunWorlds:
        """Send every request to it."""
        return _worlds_of(FunctionWorld(self.answer, limits.response), "a function of the program's")


def fake(name: str = "goto", state: Mapping[str, Any] | str | Path | None = None) -> Fake:
    """A fake service: `goto` is the GoTo Admin API.

    `state` is its first state: a dict like a state file (`fixtures/goto/`), a file, `@NAME` of a shipped one,
    or None for the default. Raises BadInput for an unknown service or an invalid state.
    """
    return Fake(name, state)


def answers(answers: Sequence[Mapping[str, Any]]) -> CannedAnswers:
    """Canned answers, each an object as in docs/answers.md: `{"request": "GET https://...", "json": {...}}`.

    The list is read when a run begins: a mistake raises BadInput there, with its place.
    """
    return CannedAnswers(answers)


def live(
    hosts: Sequence[str],
    *,
    dry_run: bool = False,
    writes: bool = False,
    map: Mapping[str, str] | None = None,  # noqa: A002 - as the command line calls it
    private: Sequence[str] = (),
    proxy: str | None = None,
) -> Live:
    """The real services at exactly these hosts (`api.example.com`, `api.example.com:8443`).

    Requests that may change something (all but GET and HEAD) are denied unless `writes` is true. With
    `dry_run` they are held back and answered with status 200 instead. `map` sends the requests for a host to
    another address: `{"api.example.com": "http://127.0.0.1:8080"}`. `private` are private networks that hosts
    may be at, such as `10.20.0.0/16`. `proxy` is the URL of an HTTP proxy. Raises BadInput without a host.
    """
    if not hosts and not map:
        raise BadInput("runtime.live", "names no host", "Give the hosts that may be reached.")
    maps = tuple(f"{host}={url}" for host, url in (map or {}).items())
    choice = WorldChoice(
        live=tuple(hosts), maps=maps, proxy=proxy, allow_writes=writes, private=tuple(private), dry=dry_run
    )
    return Live(choice)


def recorded(recording: Recording) -> RecordedAnswers:
    """The answers of a recording, for the same requests in any order."""
    return RecordedAnswers(recording)


def open_world(world: AnsweringWorld | AnswerFunction, limits: Limits) -> RunWorlds:
    """The worlds of one run. Raises BadInput if they can't be opened."""
    if hasattr(world, "open"):
        return world.open(limits)
    return AnsweringFunction(world).open(limits)


def _worlds_of(world: World, text: str) -> RunWorlds:
    return RunWorlds({_EVERYTHING: world}, Policy({}, Egress(), answers=True), text, ())
