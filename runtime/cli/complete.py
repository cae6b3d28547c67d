"""Completion: what may stand where the cursor is on a shell's command line.

A shell asks by its script in `shells/`: it calls `mws` with the line up to the cursor in an environment
variable. The answer is a line for each candidate: its text, a tab, what it is; none if the shell should offer
files. typer knows commands and options; what has a name on disk is candidates.py's.

typer's own scripts are not used: its bash script takes the words apart at each `@`, its zsh script evaluates
what it is told, and both PowerShell's keys and everybody's rc files are changed by it.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import Any

from typer._click.shell_completion import CompletionItem, ShellComplete, split_arg_string
from typer.main import get_command

_LONGEST = 10_000  # characters of a line
_LONGEST_HELP = 90

# What no shell takes for anything but a word. A file may be called otherwise: it is not offered.
_WORD = re.compile(r"-{0,2}[\w@.][\w@%+=,./~-]*")


def answer(line: str) -> None:
    """Write the candidates for a line to standard output."""
    sys.stdout.write("".join(f"{one}\n" for one in complete(line)))


def complete(line: str) -> list[str]:
    """The candidates for the last word of a line, `mws` its first. Nothing that goes wrong is told."""
    words = split_arg_string(line[:_LONGEST])
    incomplete = "" if not words or line[-1:].isspace() else words.pop()
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.suppress(Exception),
    ):  # --version speaks at once
        return [shown for item in _items(words[1:], incomplete) if (shown := _show(item))]
    return []


def _items(arguments: list[str], incomplete: str) -> list[CompletionItem]:
    from runtime.cli.app import build

    command = get_command(build(arguments))
    return _Question(command, {}, "mws", "").get_completions(arguments, incomplete)


def _show(item: CompletionItem) -> str:
    from runtime.render.text import one_line

    value = str(item.value)
    if item.type != "plain" or not _WORD.fullmatch(value):
        return ""
    about = one_line(" ".join((item.help or "").split()), _LONGEST_HELP)
    return f"{value}\t{about}" if about else value


class _Question(ShellComplete):
    """typer's finding of what is being completed; what is shell-specific of it is in the shells' scripts."""

    name = "lines"
    source_template = ""

    def source_vars(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def get_completion_args(self) -> tuple[list[str], str]:
        """The line is not taken from here."""
        return [], ""

    def format_completion(self, item: CompletionItem) -> str:
        """One line."""
        return _show(item)
