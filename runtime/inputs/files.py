"""Reads the files that authors name on the command line, and writes the ones that they ask for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from runtime.formats.json_text import decode_text, parse_json
from runtime.formats.suggest import suggest
from runtime.inputs import samples
from runtime.inputs.context import LARGEST, Context
from runtime.model.errors import BadInput
from runtime.model.option import Option
from runtime.model.script import LONGEST, MOST_LINES, Place, Script

PROJECT_FILE = "mws.toml"


def read_script(option: str) -> Script:
    """The script in a file, or a shipped one by `@NAME`. Raises BadInput."""
    files = samples.scripts()
    path = sample_path(option, files, "script", "mws scripts")
    name = _short(path)
    if option.startswith("@") and Path(name).is_absolute():
        name = f"{option[1:]}{path.suffix}"  # the folder of the installation is of no use in messages
    return script_of(name, contents(path, name, LONGEST, "a script"))


def script_of(name: str, data: bytes) -> Script:
    """The script in a file's bytes. Raises BadInput, with the place, if the engine can't take it."""
    text = decode_text(name, data)
    if "\0" in text:
        before = text[: text.index("\0")]
        place = Place(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        raise BadInput(
            f"{name}:{place.line}:{place.column}", "there is a NUL character in the script", "Delete it."
        )
    if text.count("\n") >= MOST_LINES:
        raise BadInput(name, f"has more than {MOST_LINES} lines", "A script that long can't be run here.")
    return Script.from_bytes(name, data)


def read_context(option: str) -> Context:
    """The context in a file, on standard input (`-`), or a shipped one by `@NAME`. Raises BadInput."""
    if option == "-":
        if sys.stdin is None:
            raise BadInput("standard input", "is closed", f"Name a file with {Option.CONTEXT.spell()}.")
        return Context.from_bytes("standard input", sys.stdin.buffer.read(LARGEST + 1))
    path = sample_path(option, samples.contexts(), "context", "mws contexts")
    name = _short(path)
    return Context.from_bytes(name, contents(path, name, LARGEST, "a context"))


def read_json(path: Path) -> Any:
    """The JSON in a file, such as a list of answers. Raises BadInput."""
    return parse_json(str(path), read_text(path, "this"))


def read_text(path: Path, what: str) -> str:
    """The text in a file; `what` is its kind in messages. Raises BadInput."""
    return decode_text(str(path), contents(path, str(path), LARGEST, what))


def check_writable(path: Path) -> None:
    """Check before a run that `path` can be written. Raises BadInput if not."""
    if path.is_dir():
        raise BadInput(str(path), "is a folder", "Name a file.")
    if not path.parent.is_dir():
        raise BadInput(str(path), f"there is no folder {path.parent}", "Make it first, or name another.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise BadInput(str(path), "can't be written", "Name another place.")


def write_private(path: Path, text: str) -> None:
    """Write a file completely or not at all; only its owner can read it. Raises BadInput."""
    import tempfile

    temporary = ""
    try:
        if path.exists() and not path.is_file():  # a device, a pipe
            path.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(text + "\n")
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise BadInput(str(path), f"can't be written: {error.strerror}", "Name another place.") from error


def sample_path(option: str, files: dict[str, Path], what: str, command: str) -> Path:
    """The file that an option names: a path, or a shipped file by `@NAME`. Raises BadInput."""
    if not option.startswith("@"):
        return Path(option)
    if option[1:] not in files:
        way_out = suggest(option[1:], files) or f"There are: {', '.join(files)}"
        raise BadInput(option, f"no shipped {what} has this name", f"{way_out} ({command} lists them.)")
    return files[option[1:]]


def _short(path: Path) -> str:
    """The path relative to the current folder if it is in it."""
    try:
        return os.fspath(path.relative_to(Path.cwd())) if path.is_absolute() else os.fspath(path)
    except (ValueError, OSError):
        return os.fspath(path)


def contents(path: Path, name: str, largest: int, what: str) -> bytes:
    """A file's bytes; `name` and `what` are for messages.

    Raises BadInput, also for more than `largest` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise explain_open_error(path, name, error) from error
    if len(data) > largest:
        raise BadInput(name, f"is too large for {what}", f"{largest >> 20} MB is the most.")
    return data


def explain_open_error(path: Path, name: str, error: OSError | ValueError) -> BadInput:
    """The error for a file that can't be opened; `name` is its name in messages."""
    if isinstance(error, FileNotFoundError):
        return BadInput(name, "no such file", _neighbour(path))
    if isinstance(error, IsADirectoryError) or _is_folder(path):  # Windows calls a folder "permission denied"
        return BadInput(name, "is a folder", "Name a file in it.")
    return BadInput(name, f"can't be read: {getattr(error, 'strerror', None) or error}")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # the name is not possible
        return False


def _neighbour(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return f"There is no folder {path.parent}, either."
    return suggest(path.name, names)
