"""Finds recordings by their names on the command line: a path, a short id, or `last`.

No file is read. A name that is not a path only finds files in the folder of recordings.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath

from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput
from runtime.runs.recorder import FOLDER
from runtime.runs.store.folder import ENDING, File, files, short_id

_LAST = re.compile(r"last(?:~([0-9]{1,9}))?")
_LONGEST = 4096
_MOST_CANDIDATES = 8
_MOST_COMPARED = 500  # with an unknown name
_SHOWN = 80
_LISTED = "mws runs lists them."


def find(name: str) -> Path:
    """The file with this name: a path, `last`, `last~1`, or the beginning of a short id or a file's name.

    An existing file comes before everything else. Raises BadInput if a name fits no recording, or more than
    one; a path that doesn't exist is returned as it is: opening it gives the error.
    """
    path = _path(name)
    if _is_path(name) or (path.exists() and not path.is_dir()):
        return path
    every = files(FOLDER)
    if match := _LAST.fullmatch(name):
        return FOLDER / _from_last(name, int(match[1] or 0), every).name
    return FOLDER / _only(name, every).name


def find_all(names: list[str]) -> list[Path]:
    """The files with these names, in their order and each once; a folder stands for all recordings in it.

    Raises BadInput as `find` does, and for a folder without recordings.
    """
    found: dict[Path, None] = {}
    for name in names:
        path = _path(name)
        found |= dict.fromkeys(_all_in(path) if path.is_dir() else [find(name)])
    return list(found)


def _path(name: str) -> Path:
    """The name as a path. Raises BadInput if the system can't use it."""
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."
    if not name.strip() or "\0" in name or len(name) > _LONGEST:
        problem = "is too long for a name" if len(name) > _LONGEST else "can't be the name of a recording"
        raise BadInput(shown or "''", problem, _LISTED)
    path = Path(name)
    try:
        path.exists()
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "can't be a name"
        raise BadInput(shown, f"can't be used: {problem}", _LISTED) from error
    return path


def _is_path(name: str) -> bool:
    """Whether it is a path with a folder."""
    return PurePath(name).name != name or any(sign in name for sign in (os.sep, os.altsep) if sign)


def _all_in(folder: Path) -> list[Path]:
    try:
        found = [folder / file.name for file in files(folder)]
    except OSError as error:
        raise BadInput(str(folder), f"can't be read: {error.strerror}") from error
    if not found:
        raise BadInput(str(folder), "has no recordings in it", f"Their names end with {ENDING}.")
    return found[::-1]


def _from_last(name: str, back: int, every: list[File]) -> File:
    if back < len(every):
        return every[back]
    if not every:
        raise BadInput(
            name, f"there are no recordings in {FOLDER}", "Make one (mws run ...), or name a file."
        )
    problem = "there is one recording" if len(every) == 1 else f"there are {len(every):,} recordings"
    raise BadInput(name, f"goes back too far: {problem}", _LISTED)


def _only(name: str, every: list[File]) -> File:
    wanted = name.removesuffix(ENDING)
    for whole in (_stem, _id):
        fitting = [file for file in every if whole(file) == wanted]
        if len(fitting) == 1:
            return fitting[0]
    if wanted != name:  # the full name of a file, not the beginning of one
        raise _unknown(name, every)
    fitting = [
        file for file in every if _stem(file).startswith(wanted) or _id(file).startswith(wanted.lower())
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise _ambiguous(name, fitting) if fitting else _unknown(name, every)


def _stem(file: File) -> str:
    return file.name.removesuffix(ENDING)


def _id(file: File) -> str:
    return short_id(file.name).lower()


def _ambiguous(name: str, fitting: list[File]) -> BadInput:
    shown = [f"{_id(file)[:20]:<6}  {_stem(file)}" for file in fitting[:_MOST_CANDIDATES]]
    more = len(fitting) - len(shown)
    if more:
        shown.append(f"... and {more:,} more")
    way_out = "Write more characters, or the full name."
    return BadInput(name, f"may be any of {len(fitting):,} recordings", way_out, "\n".join(shown))


def _unknown(name: str, every: list[File]) -> BadInput:
    if Path(name).is_dir():
        return BadInput(name, "is a folder", "Name a file in it.")
    newest = every[:_MOST_COMPARED]
    near = suggest(name, ["last", *map(_id, newest), *map(_stem, newest)])
    return BadInput(name, "no recording has this name", f"{near} ({_LISTED})" if near else _LISTED)
