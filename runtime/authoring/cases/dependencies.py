"""Which cases have to be run again when files have changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from runtime.authoring.cases.read import NAME, read_cases, tidy
from runtime.authoring.cases.setup import files_of
from runtime.model.errors import BadInput


def case_files(paths: Iterable[Path]) -> list[Path]:
    """The case.toml files that these are, or that lie below them."""
    found: dict[Path, None] = {}
    for path in paths:
        own = [path] if path.name == NAME else sorted(path.rglob(NAME)) if path.is_dir() else []
        found |= dict.fromkeys(own)
    return list(found)


def find_affected(files: Iterable[Path], changes: set[Path]) -> list[str]:
    """What pytest calls the cases in these files that depend on one of the changed ones.

    A case.toml that can't be read is run as a whole when it, or anything beside it, changes: to say so.
    """
    found: list[str] = []
    paths = {absolute_path(path) for path in changes}
    for file in files:
        try:
            cases = read_cases(file)
        except BadInput:
            found += [str(file)] if any(path.parent == absolute_path(file).parent for path in paths) else []
            continue
        hit = [case.name for case in cases if paths & {absolute_path(path) for path in files_of(case)}]
        found += [str(file)] if hit and len(hit) == len(cases) else [f"{file}::{name}" for name in hit]
    return found


def files_of_cases(files: Iterable[Path]) -> list[Path]:
    """All files that cases depend on, as far as their case.toml can be read."""
    found: dict[Path, None] = {}
    for file in files:
        with contextlib.suppress(BadInput):
            found |= dict.fromkeys(
                absolute_path(path) for case in read_cases(file) for path in files_of(case)
            )
    return list(found)


def absolute_path(path: Path) -> Path:
    """A path from the root."""
    return tidy(path.absolute())
