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


def measure_tests(tests: TestRun, options: CoverageOptions) -> Coverage:
    """The coverage of all tests' runs, written where it is wanted; too little of it counts as failed."""
    recordings = [Path(one) for test in tests.tests for one in test.recordings]
    found = run_alone(None, lambda pool, interrupts: measure(recordings, pool, interrupts=interrupts))
    tests.coverage = facts(found)
    _write(found, options)
    tests.too_little = "" if options.fail_under is None else found.below(options.fail_under)
    if tests.too_little and tests.exit_code == 0:
        tests.exit_code = FAILED
    return found


def show(screen: Screen, coverage: Coverage, tests: TestRun) -> None:
    """On the terminal, behind all tests."""
    screen.print()
    show_coverage(screen, coverage)
    if tests.too_little:
        screen.print((tests.too_little, "bold red"))


def _write(coverage: Coverage, options: CoverageOptions) -> None:
    if options.lcov is not None:
        options.lcov.write_text(lcov(coverage, str(Path.cwd())), encoding="utf-8", newline="\n")
    if options.html is not None:
        options.html.write_text(page(coverage), encoding="utf-8", newline="\n")
