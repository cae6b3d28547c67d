"""Fake services: each a folder with a pure core. To add one, see CONTRIBUTING.md.

A service's module is `runtime.world.services.NAME.service`, and offers what `Service` says. It is
imported only when a run has that service.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, cast

from runtime.inputs.files import nearest
from runtime.model.errors import BadInput
from runtime.model.http import Request, Response

NAMES = ("goto",)


class NoAnswer(StrEnum):
    """No answer at all: the connection breaks, is refused, or stays silent."""

    CUT = "cut"
    REFUSED = "refused"
    NEVER = "never"


Answer = Response | NoAnswer


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a fake does, and how sure that is: "seen", "assumed" or "contradictory"."""

    area: str
    text: str
    known: str
    switch: str = ""  # the setting in a state file that makes it otherwise


class ServiceOperation(Protocol):
    """One call of a service's API, for explanations."""

    @property
    def name(self) -> str:
        """What a failure in a state file names."""
        ...

    @property
    def method(self) -> str:
        """GET, POST ..."""
        ...

    @property
    def host(self) -> str:
        """Where."""
        ...

    @property
    def path(self) -> str:
        """With {names} for keys."""
        ...


class Service(Protocol):
    """What a service's module offers. States are values: nothing ever changes one."""

    NAME: str
    HOSTS: frozenset[str]
    OPERATIONS: Sequence[ServiceOperation]

    def respond(self, request: Request, state: Any, now: float) -> tuple[Answer, Any]:
        """The answer, and the state after it; `now` is in seconds since the epoch."""
        ...

    def initial(self) -> Any:
        """The default state."""
        ...

    def read(self, where: str, raw: Any) -> Any:
        """A state from the parsed JSON of a state file. Raises BadInput with the JSON path."""
        ...

    def write(self, state: Any) -> dict[str, Any]:
        """The state as a state file has it."""
        ...

    def facts(self) -> Sequence[Fact]:
        """What is known about the real service, and what is assumed."""
        ...

    def changes(self, before: Any, after: Any) -> list[str]:
        """What happened between two states, a line each, for people."""
        ...


def find(name: str, where: str = "--fake") -> Service:
    """The service of that name. Raises BadInput, which names `where`, if there is none."""
    if name not in NAMES:
        way_out = nearest(name, NAMES) or f"There are: {', '.join(NAMES)}"
        raise BadInput(where, f"there is no fake service {name!r}", way_out)
    return cast("Service", importlib.import_module(f"runtime.world.services.{name}.service"))
