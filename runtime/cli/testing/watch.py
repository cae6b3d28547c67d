"""`mws test --watch`: what depends on a file that was saved is tested again, until Ctrl-C.

Each round has a process of its own: what Python has imported once, it would not read again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import watchfiles

from runtime.authoring.cases.dependencies import absolute_path, case_files, files_of_cases, find_affected
from runtime.inputs.files import PROJECT_FILE
from runtime.render.screen import Screen
from runtime.render.text import one_line
from runtime.runs import interrupts

_MWS = "from runtime.cli import main; main()"
# Nothing of an author's: what runs and pytest write.
_NOT_WATCHED = {".mws", ".pytest_cache", ".git", "__pycache__"}
_MOST_NAMED = 50  # cases on one command line; beyond, all are run
_GLANCE = 200  # milliseconds


def watch(paths: tuple[str, ...], options: list[str], screen: Screen) -> int:
    """Test these paths, and again what depends on what is saved. Ends with Ctrl-C, and 0."""
    try:
        with interrupts.raise_at_once():
            _watch(paths, options, screen)
    except KeyboardInterrupt:
        screen.print()
    return 0


def _watch(paths: tuple[str, ...], options: list[str], screen: Screen) -> None:
    _round([*paths, *options])
    reported = False
    below = [Path(path.partition("::")[0]) for path in paths]
    every = watchfiles.watch(
        *_roots(below),
        watch_filter=_matters,
        rust_timeout=_GLANCE,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changes in every:
        if changes:
            reported = not _rerun({Path(path) for _, path in changes}, paths, options, screen)
        if not reported:
            screen.print(("watching: save a file and what depends on it is tested again; Ctrl-C ends", "dim"))
            reported = True


def _rerun(changed: set[Path], paths: tuple[str, ...], options: list[str], screen: Screen) -> bool:
    """Test what depends on these; whether anything does."""
    wanted = which(changed, paths)
    if not wanted:
        return False
    screen.print()
    screen.print((", ".join(sorted(one_line(path.name) for path in changed)), "bold"))
    _round([*wanted, *options])
    return True


def which(changes: set[Path], paths: tuple[str, ...]) -> list[str]:
    """What is to be tested again, as pytest's paths: cases, files of tests, or all if that isn't known."""
    below = [Path(path.partition("::")[0]) for path in paths]
    if any(path.name in {"conftest.py", PROJECT_FILE} for path in changes):
        return list(paths)
    cases = find_affected(case_files(below), changes)
    tests = [str(path) for path in sorted(changes) if _is_test(path, below)]
    found = [*cases, *tests]
    return found if len(found) <= _MOST_NAMED else list(paths)


def _is_test(path: Path, below: Iterable[Path]) -> bool:
    """Whether it is a file of Python tests in one of these folders."""
    is_named_as_test = path.suffix == ".py" and (path.stem.startswith("test_") or path.stem.endswith("_test"))
    return (
        is_named_as_test
        and path.is_file()
        and any(absolute_path(path).is_relative_to(absolute_path(one)) for one in below)
    )


def _roots(below: Iterable[Path]) -> list[Path]:
    """The folders to look at: this one, and those outside of it that cases name files in."""
    here = Path.cwd()
    files = [*map(absolute_path, below), *files_of_cases(case_files(below))]
    outside = {path if path.is_dir() else path.parent for path in files if not path.is_relative_to(here)}
    return [here, *sorted(path for path in outside if path.is_dir())]


def _matters(_change: watchfiles.Change, path: str) -> bool:
    return not _NOT_WATCHED & set(Path(path).parts)


def _round(arguments: list[str]) -> None:
    subprocess.run(  # noqa: S603 - this same program
        [sys.executable, "-c", _MWS, "test", *arguments], check=False
    )
