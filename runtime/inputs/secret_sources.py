"""Where a secret comes from: never from the command line, which other users and the shell's history know.

    @env:NAME    an environment variable
    @file:PATH   a file's text, without the end of its last line
    @ask         asked for on the terminal, without showing what is typed

An error names the source, and never a value: of what looks like no source it says nothing at all.
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
# `@env:$TOKEN` is a slip that would name the token itself: only what looks like a name is repeated.
_NAME = re.compile(r"[A-Z][A-Z0-9_]*|[a-z]+(?:_[a-z]+)*")

Ask = Callable[[str], str]  # puts a question to a person; raises BadInput where nobody can be asked


def is_source(text: str) -> bool:
    """Whether an option's value says where the value is, or means to."""
    return text.startswith("@")


def read_source(option: str, text: str, ask: Ask, otherwise: str = "") -> str:
    """The value that a source holds. Raises BadInput, also for what is no source; `option` names it.

    `otherwise` is a further way out for that: a sentence.
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
    """The value, if it is masked wherever it comes back. Raises BadInput if it is too short for that."""
    if is_small(value.strip()):
        problem = f"its value has less than {SHORTEST} characters, or is an everyday word"
        way_out = "It can't be masked wherever it comes back: everything else would be, too."
        raise BadInput(option, problem, way_out)
    return value


def read_url(option: str, text: str, ask: Ask) -> tuple[str, str]:
    """An address that may hold a password, and that password ('' for none), as it stands or from a source."""
    address = read_source(option, text, ask) if is_source(text) else text
    try:
        password = urlsplit(address.strip()).password or ""
    except ValueError:  # whoever uses the address says so
        return address, ""
    if password and not is_source(text):
        problem = "holds a password, and others could read it on the command line"
        raise BadInput(option, problem, f"Say where the whole address is: {SOURCES}.")
    return address, unquote(password)


def _variable(option: str, name: str) -> str:
    told = f"the environment variable {name}" if _NAME.fullmatch(name) else "this environment variable"
    value = os.environ.get(name)
    if value is None:
        raise BadInput(option, f"{told} is not set", "Name one that is, without $: @env:NAME.")
    return _resolve(option, value, f"{told} is empty")


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
