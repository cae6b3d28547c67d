"""What `mws test` shows while pytest runs the tests, in place of pytest's own reporter."""

from __future__ import annotations

import io
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from runtime.authoring.cases import result as told
from runtime.authoring.cases.summary import RefusedFile, TestResult
from runtime.render.cases import CaseSheet


@dataclass(eq=False)
class Face:
    """Collects what tests come to; shows each on the sheet, if there is one. A plugin of pytest's."""

    sheet: CaseSheet | None
    quiet: bool = True  # pytest itself
    tests: list[TestResult] = field(default_factory=list)
    refused: dict[str, RefusedFile] = field(default_factory=dict)
    every: int = 0
    interrupted: bool = False
    began: float = field(default_factory=time.monotonic)
    paper: io.StringIO = field(default_factory=io.StringIO)  # what pytest says itself
    _waits: bool = False

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self.began

    def of(self, outcome: str) -> list[TestResult]:
        """The tests that ended so."""
        return [test for test in self.tests if test.outcome == outcome]

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        """Pytest's reporter takes standard output when it is made: to be quiet, it gets paper instead."""
        self._stdout = sys.stdout
        if self.quiet:
            sys.stdout = self.paper

    def put_back(self) -> None:
        """Standard output is itself again."""
        if sys.stdout is self.paper:
            sys.stdout = self._stdout

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """So many there are."""
        self.every = len(items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """So many there are, seen by one of several processes."""
        self.every = len(ids)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """These were not meant."""
        self.every = max(self.every - len(items), 0)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that can't be read."""
        if report.failed:
            self.refused[report.nodeid] = RefusedFile(report.nodeid, report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """One begins."""
        if self.sheet is not None and self.sheet.screen.is_terminal:
            self._wipe()
            self.sheet.show_progress(len(self.tests), max(self.every, len(self.tests) + 1), nodeid)
            self._waits = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A part of one is over."""
        if report.when == "call" or report.outcome != "passed":
            test = _test_result(report)
            if report.when == "teardown" and self.tests and self.tests[-1].id == test.id:
                self.tests.pop()
            self.tests.append(test)
            self._show(test)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Somebody wants it to end; or pytest itself, which calls that an interrupt as well."""
        self.interrupted = not isinstance(excinfo.value, pytest.Session.Interrupted)

    def pytest_sessionfinish(self) -> None:
        """All are over."""
        self._wipe()

    def _show(self, test: TestResult) -> None:
        if self.sheet is not None:
            self._wipe()
            self.sheet.line(test)

    def _wipe(self) -> None:
        if self._waits and self.sheet is not None:
            self.sheet.screen.wipe()
            self._waits = False


@dataclass(eq=False)
class _After:
    face: Face

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """The reporter has been made."""
        self.face.put_back()


def plugins(face: Face) -> list[Any]:
    """The face as pytest takes it."""
    return [face, _After(face)]


def _test_result(report: pytest.TestReport) -> TestResult:
    file, line, name = report.location
    case = told.read(report.mws) if getattr(report, "mws", "") else None
    return TestResult(
        report.nodeid,
        case.name if case else name,
        case.file if case else file,
        case.line if case else (line or 0) + 1,
        report.outcome,
        round(report.duration, 4),
        report.longreprtext if report.failed else "",
        case,
        getattr(report, "mws_recordings", []),
    )
