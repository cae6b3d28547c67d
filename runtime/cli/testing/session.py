"""One run of the tests: pytest with our face, and the exit code that its answer means here."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from runtime.authoring.cases.summary import TestRun
from runtime.cli.testing.reporter import Face, plugins
from runtime.model.errors import BadInput, Fault
from runtime.model.outcome import BAD_INPUT, TABLE, Outcome
from runtime.render.cases import CaseSheet
from runtime.runs import interrupts

PLUGIN = "runtime.pytest_plugin"
FAILED = 1
_CACHE = Path(".mws", "cache")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tests, and how: as pytest's options of these names. `more` are further ones for pytest."""

    paths: tuple[str, ...]
    keyword: str | None = None
    first: bool = False  # stop at the first that fails
    last_failed: bool = False
    processes: int = 0
    junit: Path | None = None
    faults: bool = False
    more: tuple[str, ...] = ()


def run_tests(selection: Selection, sheet: CaseSheet | None, more: Sequence[Any] = ()) -> TestRun:
    """Run them; `more` are further plugins of pytest. Raises BadInput if there is nothing to run.

    With further options for pytest it speaks itself, and nothing is shown on the sheet.
    """
    face = Face(None if selection.more else sheet, quiet=not selection.more)
    stderr = contextlib.redirect_stderr(face.paper) if face.quiet else contextlib.nullcontext()
    with interrupts.raise_at_once(), _environment_kept(), stderr:
        try:
            code = pytest.main(arguments(selection), plugins=[*plugins(face), *more])
        finally:
            face.put_back()
    return _describe(face, int(code), selection)


def arguments(selection: Selection) -> list[str]:
    """The command line of pytest for it. Raises BadInput for more processes than pytest can have here."""
    found = [*selection.paths, "-p", _name(), "-o", f"cache_dir={_CACHE.absolute()}"]
    # It has found our own package loaded already, as it must be here, and would say so to authors.
    found += ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
    if not any(one.startswith("--rootdir") for one in selection.more):
        found += ["--rootdir", str(Path.cwd())]
    if selection.keyword is not None:
        found += ["-k", selection.keyword]
    found += ["-x"] if selection.first else []
    found += ["--lf"] if selection.last_failed else []
    if selection.processes:
        if find_spec("xdist") is None:
            raise BadInput("-n", "needs pytest-xdist, which isn't installed", "pip install pytest-xdist")
        found += ["-n", str(selection.processes)]
    if selection.junit is not None:
        found += ["--junitxml", str(selection.junit)]
    found += ["--mws-faults"] if selection.faults else []
    return [*found, *selection.more]


def options(selection: Selection) -> list[str]:
    """The same selection as options of `mws test`, without its paths."""
    found = ["-k", selection.keyword] if selection.keyword is not None else []
    found += ["-x"] if selection.first else []
    found += ["-n", str(selection.processes)] if selection.processes else []
    found += ["--faults"] if selection.faults else []
    return [*found, *(["--", *selection.more] if selection.more else [])]


def _name() -> str:
    """What our plugin is called here: by its entry point where mws is installed, else by its module."""
    names = [one.name for one in entry_points(group="pytest11") if one.value == PLUGIN]
    return names[0] if names else PLUGIN


@contextlib.contextmanager
def _environment_kept() -> Iterator[None]:
    """pytest tells its own children what to do by the environment: nothing of that stays."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]


def _describe(face: Face, code: int, selection: Selection) -> TestRun:
    if face.interrupted:
        code = TABLE[Outcome.INTERRUPTED].exit_code
    elif face.refused:
        code = BAD_INPUT
    elif code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise _nothing(selection)
    elif code == pytest.ExitCode.USAGE_ERROR:
        raise BadInput("mws test", _usage(face), "mws test --help lists what there is.")
    elif code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} and not face.of("failed"):
        raise Fault(face.paper.getvalue())
    elif code != pytest.ExitCode.OK:
        code = FAILED
    return TestRun(
        code,
        len(face.of("passed")),
        len(face.of("failed")),
        len(face.of("skipped")),
        round(face.seconds, 3),
        face.tests,
        list(face.refused.values()),
    )


def _nothing(selection: Selection) -> BadInput:
    where = ", ".join(selection.paths)
    if selection.keyword is not None or selection.more or selection.last_failed:
        return BadInput(where, "no test fits what was asked for", "Leave out -k, or write less of a name.")
    way_out = "Make one of a recorded run: mws promote last tests/NAME (docs/testing.md has the rest)."
    return BadInput(where, "there are no tests here", way_out)


def _usage(face: Face) -> str:
    """What pytest can't use, in its words."""
    lines = face.paper.getvalue().splitlines()
    errors = (line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: "))
    return next(errors, "pytest can't use these options")
