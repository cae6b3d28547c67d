"""How messages call a place in a project: its file as seen from where we are, and the line of a setting."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from runtime.formats.json_path import Keys
from runtime.formats.toml import TomlLines


def display_path(path: Path) -> str:
    """A path from where we are, if that is in the same tree: for messages, and for options."""
    try:
        here = Path.cwd()
        if path.is_relative_to(here):
            return str(path.relative_to(here))
        up = next(up for up, above in enumerate(here.parents, start=1) if path.is_relative_to(above))
    except (OSError, StopIteration):
        return str(path)
    above = here.parents[up - 1]
    if above == Path(above.anchor):
        return str(path)
    return str(Path(*[os.pardir] * up, path.relative_to(above)))


def place(file: Path, text: str, keys: Keys) -> str:
    """`mws.toml:12`, or the file alone if none of the keys is in it."""
    line = lines_of(text).of(keys)
    return f"{display_path(file)}:{line}" if line else display_path(file)


@lru_cache(maxsize=4)
def lines_of(text: str) -> TomlLines:
    """Where the keys of a text stand; found once for all questions."""
    return TomlLines(text)
