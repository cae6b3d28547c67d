"""A new project laid out in a folder: no file that is there is touched, and on an error none is left."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from runtime.model.errors import BadInput


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was done: files by their path in the folder. `left` were there before, and are as they were."""

    folder: str
    written: list[str]
    left: list[str]
    next: list[str]  # the commands that come next, in their order
    note: str = ""  # what else to know of the script


def lay(folder: Path, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write the files that aren't there; the answer is which were written, and which were there.

    Raises BadInput if one can't be written; then what was written is taken back.
    """
    written: list[str] = []
    left: list[str] = []
    with _undo_on_error() as paths:
        _folder(folder, paths)
        for name, data in files.items():
            path = folder / name
            _folder(path.parent, paths)
            if os.path.lexists(path):
                left.append(name)
                continue
            _write(path, data, paths)
            written.append(name)
    return written, left


def _folder(path: Path, paths: list[Path]) -> None:
    """Make a folder and those above it, as far as they aren't there."""
    missing: list[Path] = []
    while not path.is_dir():
        missing.append(path)
        if path == path.parent:
            break
        path = path.parent
    for one in reversed(missing):
        one.mkdir()
        paths.append(one)


def _write(path: Path, data: bytes, paths: list[Path]) -> None:
    with path.open("xb") as file:  # never through a link, never over what somebody has put there meanwhile
        paths.append(path)
        file.write(data)


@contextmanager
def _undo_on_error() -> Iterator[list[Path]]:
    """Take back what was made, if not all could be."""
    paths: list[Path] = []
    try:
        yield paths
    except OSError as error:
        _take_back(paths)
        where, problem = str(error.filename or "the folder"), error.strerror or str(error)
        raise BadInput(
            where, f"can't be made: {problem}", "Nothing was laid out. Name another folder."
        ) from error
    except BaseException:
        _take_back(paths)
        raise


def _take_back(paths: list[Path]) -> None:
    for path in reversed(paths):
        with suppress(OSError):  # somebody may have put something into it
            path.rmdir() if path.is_dir() else path.unlink()
