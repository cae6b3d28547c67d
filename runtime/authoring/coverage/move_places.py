"""A command with its places moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from runtime.model.commands import Command, Settle, Throw
from runtime.model.script import Place


def move_places(command: Command, to: Callable[[Place], Place]) -> Command:
    """The same command, each of its places put through `to`."""
    match command:
        case Throw(_, stack):
            return replace(command, stack=tuple(map(to, stack)))
        case Settle():
            return command
        case _:
            return command if command.at is None else replace(command, at=to(command.at))
