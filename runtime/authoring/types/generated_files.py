"""The files that an editor needs: what should stand in them, and whose those are that stand there now."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from runtime.authoring.types.declarations import declarations
from runtime.authoring.types.jsconfig import TARGET, jsconfig
from runtime.authoring.types.shapes import NOTHING, Shape
from runtime.model.errors import BadInput
from runtime.model.kind import Kind

DECLARATIONS = "mws.d.ts"
SETTINGS = "jsconfig.json"
_APART = "transformations"
_DEEPEST = 4  # folders in which one for transformations is looked for
_LARGEST = 16 << 20

_MARK = "// Written by mws types ({seal}). Don't edit it: run mws types again.\n"
_MARKED = re.compile(r"// Written by mws types \(([0-9a-f]{12})\)[^\n]*\n")


class FileState(StrEnum):
    """What stands where a file should be written: EDITED is one of ours that somebody has changed since."""

    MISSING = "missing"
    CURRENT = "current"
    OUTDATED = "outdated"
    EDITED = "edited"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class TypesFile:
    """A file, the text that it should have, and how it stands. Others' files are not to be overwritten."""

    path: Path
    text: str
    state: FileState

    @property
    def is_others(self) -> bool:
        """Whether somebody else's work stands there."""
        return self.state in {FileState.EDITED, FileState.FOREIGN}

    def write(self) -> None:
        """Put the text there. Raises OSError."""
        self.path.write_text(self.text, encoding="utf-8", newline="\n")


def plan_files(
    folder: Path, samples: Shape = NOTHING, *, target: str = TARGET, timers: bool = False
) -> list[TypesFile]:
    """All files for the scripts in a folder: two in it, and two in each folder for transformations below.

    Raises BadInput for a folder that isn't there.
    """
    if not folder.is_dir():
        raise BadInput(str(folder), "is no folder", "Name the one that the scripts lie in.")
    kind = kind_of(folder)
    exclude = sorted(_transformations(folder, _DEEPEST)) if kind is Kind.WORKFLOW else []
    below = tuple(one.relative_to(folder).as_posix() for one in exclude)
    places = [(folder, kind, below), *((one, Kind.TRANSFORMATION, ()) for one in exclude)]
    return [
        file
        for place, its_kind, others in places
        for file in _pair(place, texts(its_kind, samples, target=target, timers=timers, exclude=others))
    ]


def texts(
    kind: Kind,
    samples: Shape = NOTHING,
    *,
    target: str = TARGET,
    timers: bool = False,
    exclude: tuple[str, ...] = (),
) -> dict[str, str]:
    """The two files of one folder by their names; `exclude` are folders in it that have two of their own."""
    bodies = {DECLARATIONS: declarations(kind, samples, timers=timers), SETTINGS: jsconfig(target, exclude)}
    return {name: _MARK.format(seal=_seal(body)) + body for name, body in bodies.items()}


def kind_of(folder: Path) -> Kind:
    """The kind of the scripts in a folder: as `mws run` takes it, by the folder's name or one above."""
    return Kind.TRANSFORMATION if _APART in folder.resolve().parts else Kind.WORKFLOW


def _transformations(folder: Path, levels: int) -> Iterator[Path]:
    """Folders for transformations that have a script in them. Hidden ones and packages are passed by."""
    if levels == 0:
        return
    with os.scandir(folder) as entries:
        inside = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    for name in inside:
        if name == _APART and next((folder / name).rglob("*.js"), None) is not None:
            yield folder / name
        elif name != "node_modules" and not name.startswith("."):
            yield from _transformations(folder / name, levels - 1)


def _pair(place: Path, texts_by_name: dict[str, str]) -> Iterator[TypesFile]:
    for name, text in texts_by_name.items():
        yield TypesFile(place / name, text, _state(place / name, text))


def _state(path: Path, text: str) -> FileState:
    try:
        with path.open("rb") as file:
            found = file.read(_LARGEST).decode("utf-8", "replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return FileState.MISSING
    except OSError as error:
        raise BadInput(str(path), f"can't be read: {error.strerror}", "Move it away.") from error
    if found == text:
        return FileState.CURRENT
    mark = _MARKED.match(found)
    if mark is None:
        return FileState.FOREIGN
    return FileState.OUTDATED if mark[1] == _seal(found[mark.end() :]) else FileState.EDITED


def _seal(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:12]
