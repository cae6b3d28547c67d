"""The project that a folder belongs to: the nearest folder above it with a mws.toml, and what that says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.authoring.project.locate import display_path, lines_of, place
from runtime.inputs.files import PROJECT_FILE
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from runtime.authoring.project.settings import Settings

VARIABLE = "MWS_PROJECT"
NONE = "none"
_LEAVE_OUT = f"To do without it: {VARIABLE}={NONE}"


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its folder and file, both absolute, the text in the file, and its settings."""

    folder: Path
    file: Path
    text: str
    settings: Settings

    def path(self, name: str) -> str:
        """A path of the file's as the command line takes it; what is no path (`@NAME`, `-`) as it is."""
        if name.startswith("@") or name == "-":
            return name
        return display_path(self.folder / name)

    def line(self, *keys: str | int) -> int | None:
        """The line on which a setting stands; None if it stands nowhere."""
        return lines_of(self.text).of(keys)

    def where(self, *keys: str | int) -> str:
        """`mws.toml:12`: where a setting stands, for messages."""
        return place(self.file, self.text, keys)


def find_project(start: Path | None = None) -> Project | None:
    """The project of a folder, or of where we are; None outside of any.

    The variable MWS_PROJECT names another one, by its file or folder, or `none`. Raises BadInput for a file
    that can't be read or is wrong, and for one that somebody else has put above the folder.
    """
    file = _find_by_variable() if os.environ.get(VARIABLE) else _above(start)
    return None if file is None else load(file)


def load(file: Path) -> Project:
    """The project of this mws.toml. Raises BadInput naming the line, the key, and what was meant."""
    from runtime.authoring.project.read import read

    file = file.absolute()
    text, settings = read(file)
    return Project(file.parent, file, text, settings)


def _find_by_variable() -> Path | None:
    name = os.environ[VARIABLE]
    if name.lower() == NONE:
        return None
    path = Path(name)
    file = path / PROJECT_FILE if path.is_dir() else path
    if not file.is_file():
        raise BadInput(VARIABLE, f"there is no file {file}", f"Name a {PROJECT_FILE}, its folder, or {NONE}.")
    return file


def _above(start: Path | None) -> Path | None:
    try:
        here = (start or Path.cwd()).resolve()
    except (OSError, RuntimeError):  # a folder that is gone; a link that leads to itself
        return None
    for folder in (here, *here.parents):
        file = folder / PROJECT_FILE
        if os.path.lexists(file):
            _check(file, here)
            return file
    return None


def _check(file: Path, here: Path) -> None:
    """Raise BadInput for what is no file, and for a file of somebody who could not write into the folder."""
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "is no file that can be read"
        raise BadInput(display_path(file), what, f"Settings of a project are called so. {_LEAVE_OUT}")
    if os.name == "nt":
        return
    owners = {file.stat().st_uid, file.lstat().st_uid}
    if not owners <= {os.getuid(), 0, here.stat().st_uid}:
        problem = "belongs to somebody else than this folder and you"
        raise BadInput(display_path(file), problem, f"If you trust it: {VARIABLE}={file}. {_LEAVE_OUT}")
