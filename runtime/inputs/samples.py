"""The files that are shipped with the code: the published scripts, contexts, states of the fake, answers.

In a clone they are the folders `scripts/` and `fixtures/`; in an installed wheel, copies of these.
"""

from __future__ import annotations

import re
from pathlib import Path

_PACKAGED = Path(__file__).parents[1] / "_samples"
_HOME = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]

# A line of a README's table: | `NAME` | what it is for |
_ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \|$", re.MULTILINE)


def scripts() -> dict[str, Path]:
    """The shipped scripts by name: `goto-provision`, `transformations/mail-domain`."""
    return _files("scripts", "js")


def contexts() -> dict[str, Path]:
    """The sample contexts by name: `assigned-new`."""
    return _files("fixtures/contexts", "json")


def states(service: str) -> dict[str, Path]:
    """The states of a fake service by name."""
    return _files(f"fixtures/{service}", "json")


def answers() -> dict[str, Path]:
    """The lists of canned answers by name."""
    return _files("fixtures/answers", "json")


def describe(file: Path) -> str:
    """The purpose of a sample in one line, from its row in a README of a folder above it; '' without one."""
    if not file.is_relative_to(_HOME):
        return ""
    for folder in file.parents:
        readme = folder / "README.md"
        if readme.is_file():
            rows: dict[str, str] = dict(_ROW.findall(readme.read_text("utf-8")))
            row = rows.get(file.relative_to(folder).as_posix())
            if row is not None:
                return row
    return ""


def _files(folder: str, suffix: str) -> dict[str, Path]:
    home = _HOME / folder
    found = sorted(home.rglob(f"*.{suffix}"))
    return {file.relative_to(home).with_suffix("").as_posix(): file for file in found}
