"""Asking a person: for a secret, and before something happens that can't be taken back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from runtime.model.errors import BadInput
from runtime.render.text import one_line
from runtime.runs import interrupts

if TYPE_CHECKING:
    from runtime.model.http import Request


def can_ask(context: str) -> bool:
    """Whether somebody sits there to answer, and standard input isn't taken by the context."""
    return context != "-" and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def asker(before: Callable[[], None]) -> Callable[[Request], bool]:
    """A question on the terminal; `before` clears what else stands on its line."""

    def ask(request: Request) -> bool:
        before()
        typer.echo(f"  {request.method} {one_line(request.url, 2000)}", err=True)
        return ask_whether(
            f"  This writes to a live service. Allow writes to {one_line(request.host)} in this run?"
        )

    return ask


def ask_whether(question: str) -> bool:
    """A question to be answered with yes or no, which is the default. Raises KeyboardInterrupt."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort as error:
        raise KeyboardInterrupt from error


def ask_secret(question: str) -> str:
    """What a person types, without showing it. Raises BadInput where there is no terminal.

    Standard input may be the context: on POSIX the terminal is asked itself.
    """
    import getpass
    import warnings

    option = question.strip().removesuffix(":")
    nobody = BadInput(option, "there is no terminal to ask on", "Use @env:NAME or @file:PATH.")
    if os.name == "nt" and (sys.stdin is None or not sys.stdin.isatty()):
        raise nobody
    try:
        # Without a terminal getpass would read, and show, whatever comes: it warns of that first.
        with warnings.catch_warnings(), interrupts.raise_at_once():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question)
    except (getpass.GetPassWarning, OSError):
        raise nobody from None
    except EOFError:
        raise BadInput(option, "nothing was typed") from None
