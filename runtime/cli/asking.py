"""Asking a person before a script's first write to a live service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from runtime.render.text import one_line

if TYPE_CHECKING:
    from runtime.http import Request


def can_ask(context: str) -> bool:
    """Whether somebody sits there to answer, and standard input isn't taken by the context."""
    return context != "-" and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def asker(before: Callable[[], None]) -> Callable[[Request], bool]:
    """A question on the terminal; `before` clears what else stands on its line."""

    def ask(request: Request) -> bool:
        before()
        typer.echo(f"  {request.method} {one_line(request.url, 2000)}", err=True)
        question = f"  This writes to a live service. Allow writes to {one_line(request.host)} in this run?"
        try:
            return typer.confirm(question, err=True)
        except typer.Abort as error:
            raise KeyboardInterrupt from error

    return ask
