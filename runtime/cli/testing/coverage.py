"""`mws test --coverage`: what the tests' runs reached of the scripts, measured when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from runtime.authoring.cases.summary import TestRun
from runtime.authoring.coverage import Coverage, measure
from runtime.authoring.coverage.lcov import lcov
from runtime.authoring.coverage.model import facts
from runtime.cli.testing.session import FAILED
from runtime.render.coverage.page import page
from runtime.render.coverage.terminal import show_coverage
from runtime.render.screen import Screen
from runtime.runs.execute import run_alone


@dataclass(frozen=True, slots=True)
class CoverageOptions:
    """Where coverage is to be written to, and how much of the lines there must be, in percent."""

    lcov: Path | None
    html: Path | None
    fail_under: float | None


def measure_tests(done: TestRun, wanted: CoverageOptions) -> Coverage:
    """The coverage of all tests' runs, written where it is wanted; too little of it counts as failed."""
    recordings = [Path(one) for test in done.tests for one in test.recordings]
    found = run_alone(None, lambda pool, interrupts: measure(recordings, pool, interrupts=interrupts))
    done.coverage = facts(found)
    _write(found, wanted)
    done.too_little = "" if wanted.fail_under is None else found.below(wanted.fail_under)
    if done.too_little and done.exit_code == 0:
        done.exit_code = FAILED
    return found


def show(screen: Screen, found: Coverage, done: TestRun) -> None:
    """On the terminal, behind all tests."""
    screen.print()
    show_coverage(screen, found)
    if done.too_little:
        screen.print((done.too_little, "bold red"))


def _write(found: Coverage, wanted: CoverageOptions) -> None:
    if wanted.lcov is not None:
        wanted.lcov.write_text(lcov(found, str(Path.cwd())), encoding="utf-8", newline="\n")
    if wanted.html is not None:
        wanted.html.write_text(page(found), encoding="utf-8", newline="\n")
