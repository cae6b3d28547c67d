"""What recordings are called on the command line: by path, by their short id, or as the last one."""

from __future__ import annotations

from pathlib import Path

from runtime.errors import BadInput
from runtime.recorder import FOLDER


def find_all(names: list[str]) -> list[Path]:
    """The files that names mean; of a folder all recordings in it. Raises BadInput as `find`."""
    found: list[Path] = []
    for name in names:
        path = Path(name)
        found += sorted(path.glob("*.jsonl")) if path.is_dir() else [find(name)]
    return found


def find(name: str) -> Path:
    """The file that a name means. Raises BadInput if it means none, or more than one."""
    path = Path(name)
    if path.exists() or "/" in name:
        return path
    every = sorted(FOLDER.glob("*.jsonl"))
    if name == "last" and every:
        return every[-1]
    fitting = [one for one in every if one.stem.rpartition("_")[2].startswith(name) or one.stem == name]
    if len(fitting) == 1:
        return fitting[0]
    raise BadInput(name, "is no recording, or more than one", "mws runs lists them.")
