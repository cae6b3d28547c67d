"""The sources of a secret. It never comes from the command line, which other users and the shell's history
show.

    @env:NAME    an environment variable
    @file:PATH   a file's text, without the end of its last line
    @ask         asked for on the terminal, without showing what is typed

An error names the source, and never a value: a text that is not a source is not repeated.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from runtime.inputs.files import contents
from runtime.model.errors import BadInput
from runtime.secrets.ordinary import SHORTEST, is_small

LARGEST = 1 << 20  # bytes
SOURCES = "@env:NAME, @file:PATH or @ask"
# `@env:$TOKEN` is a mistake that passes the token itself: a message repeats only what looks like a name.
_NAME = re.compile(r"[A-Z][A-Z0-9_]*|[a-z]+(?:_[a-z]+)*")

Ask = Callable[[str], str]  # asks a person; raises BadInput if nobody can be asked


def is_source(text: str) -> bool:
    """Whether an option's value names a source."""
    return text.startswith("@")


def read_source(option: str, text: str, ask: Ask, otherwise: str = "") -> str:
    """The value in a source. Raises BadInput, also if the text is not a source; `option` is for messages.

    `otherwise` is a further sentence for that error.
    """
    kind, _, rest = text.partition(":")
    if text == "@ask":
        return _resolve(option, ask(f"{option}: "), "nothing was typed")
    if kind == "@env" and rest:
        return _variable(option, rest)
    if kind == "@file" and rest:
        return _file(rest)
    raise BadInput(
        option,
        "takes no value itself: others could read it on the command line",
        f"Say where it is: {SOURCES}. {otherwise}".rstrip(),
    )


def check_maskable(option: str, value: str) -> str:
    """The value, if it can be masked everywhere. Raises BadInput if it is too short for that."""
    if is_small(value.strip()):
        problem = f"its value has less than {SHORTEST} characters, or is an everyday word"
        way_out = "It can't be masked everywhere, because it is too common in other texts."
        raise BadInput(option, problem, way_out)
    return value


def read_url(option: str, text: str, ask: Ask) -> tuple[str, str]:
    """An address, directly or from a source, and the password in it ('' for none)."""
    address = read_source(option, text, ask) if is_source(text) else text
    try:
        password = urlsplit(address.strip()).password or ""
    except ValueError:  # the code that uses the address reports this
        return address, ""
    if password and not is_source(text):
        problem = "holds a password, and others could read it on the command line"
        raise BadInput(option, problem, f"Say where the whole address is: {SOURCES}.")
    return address, unquote(password)


def _variable(option: str, name: str) -> str:
    description = f"the environment variable {name}" if _NAME.fullmatch(name) else "this environment variable"
    value = os.environ.get(name)
    if value is None:
        raise BadInput(option, f"{description} is not set", "Name one that is set, without $: @env:NAME.")
    return _resolve(option, value, f"{description} is empty")


def _file(name: str) -> str:
    data = contents(Path(name), name, LARGEST, "a secret")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(name, "is not UTF-8", "A secret is text.") from None
    line = text.removesuffix("\n").removesuffix("\r")
    return _resolve(name, line, "is empty")


def _resolve(where: str, value: str, otherwise: str) -> str:
    if not value.strip():
        raise BadInput(where, otherwise)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(where, "its value is not UTF-8", "A secret is text.") from None
    return value
