"""Fake services: each is a folder with a core without I/O. To add one, see CONTRIBUTING.md.

A service's module is `runtime.world.services.NAME.service`, and has what `Service` declares. It is imported
only if a run has that service.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, cast

from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput
from runtime.model.http import Request, Response
from runtime.model.option import Option

NAMES = ("goto",)


class NoAnswer(StrEnum):
    """A missing answer: the connection is closed, refused, or stays silent."""

    CUT = "cut"
    REFUSED = "refused"
    NEVER = "never"


Answer = Response | NoAnswer


@dataclass(frozen=True, slots=True)
class Fact:
    """One behaviour of a fake, and how certain it is: "seen", "assumed" or "contradictory"."""

    area: str
    text: str
    known: str
    switch: str = ""  # the setting in a state file that changes it


class ServiceOperation(Protocol):
    """One operation of a service's API, for explanations."""

    @property
    def name(self) -> str:
        """Its name in the failures of a state file."""
        ...

    @property
    def method(self) -> str:
        """GET, POST ..."""
        ...

    @property
    def host(self) -> str: ...

    @property
    def path(self) -> str:
        """The path, with {names} for keys."""
        ...


class Service(Protocol):
    """The functions of a service's module. States are values, which are never changed in place."""

    NAME: str
    HOSTS: frozenset[str]
    OPERATIONS: Sequence[ServiceOperation]

    def respond(self, request: Request, state: Any, now: float) -> tuple[Answer, Any]:
        """The answer, and the new state; `now` is in seconds since the epoch."""
        ...

    def initial(self) -> Any:
        """The default state."""
        ...

    def read(self, where: str, raw: Any) -> Any:
        """The state in the parsed JSON of a state file. Raises BadInput with the JSON path."""
        ...

    def write(self, state: Any) -> dict[str, Any]:
        """The state as the JSON of a state file."""
        ...

    def facts(self) -> Sequence[Fact]:
        """The facts that are known or assumed about the real service."""
        ...

    def changes(self, before: Any, after: Any) -> list[str]:
        """The differences between two states, a line each, for people."""
        ...


def find(name: str, where: str = "") -> Service:
    """The service with this name. Raises BadInput if there is none; `where` is for the message."""
    if name not in NAMES:
        way_out = suggest(name, NAMES) or f"There are: {', '.join(NAMES)}"
        raise BadInput(where or Option.FAKE.spell(), f"there is no fake service {name!r}", way_out)
    return cast("Service", importlib.import_module(f"runtime.world.services.{name}.service"))
