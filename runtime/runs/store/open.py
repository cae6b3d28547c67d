"""Opens a recording's file, whose content may be hostile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from runtime.inputs.files import explain_open_error
from runtime.model.errors import BadInput
from runtime.recording import Recording, read
from runtime.recording.read import LONGEST_LINE

LARGEST = 512 << 20  # bytes
_WAY_OUT = "A recording is a file that mws run writes, by default in .mws/runs/."


def open_recording(path: Path, name: str = "") -> Recording:
    """The recording in a file. Raises BadInput with the file and the line; `name` is for messages."""
    name = name or str(path)
    try:
        with path.open("rb") as file:
            return read(name, _lines(name, file))
    except OSError as error:
        raise explain_open_error(path, name, error) from error
    except BadInput as error:
        raise BadInput(error.where, error.problem, error.way_out or _WAY_OUT, error.excerpt) from error


def _lines(name: str, file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, each at most one byte longer than allowed. Only a line feed ends a line."""
    size = 0
    while line := file.readline(LONGEST_LINE + 1):
        size += len(line)
        if size > LARGEST:
            raise BadInput(name, f"is too large for a recording ({LARGEST >> 20} MB is the most)")
        yield line
