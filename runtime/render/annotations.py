"""Failed tests as GitHub's workflow commands: it shows each beside the line that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.authoring.cases.model import Mismatch
from runtime.authoring.cases.summary import TestResult, TestRun
from runtime.render.cases import format_change
from runtime.render.text import one_line

_LONGEST = 2000
_MOST_CHANGES = 5


def commands(tests: TestRun) -> Iterator[str]:
    """A line for each failure; of a case at the script's line, where it has one."""
    for test in tests.tests:
        if test.outcome == "failed":
            yield from _of_test(test)
    for refused in tests.refused:
        yield _error(refused.file, 1, refused.file, refused.text)


def _of_test(test: TestResult) -> Iterator[str]:
    failures = test.case.failures if test.case else ()
    for one in failures:
        file, line = (one.at.file, one.at.line) if one.at else (test.file, test.line)
        details = "; ".join(text for unmet in one.unmet for text in _beside(unmet))
        yield _error(file, line, test.name, f"{one.what}: {one.text}{f' ({details})' if details else ''}")
    if not failures:
        yield _error(test.file, test.line, test.name, test.text)


def _beside(unmet: Mismatch) -> Iterator[str]:
    """What was expected, and what was: of JSON, place by place."""
    if unmet.expected:
        yield f"expected {unmet.expected}, got {unmet.got}"
    for change in unmet.changes[:_MOST_CHANGES]:
        expected, got = format_change(change)
        yield f"{change.path}: expected {expected}, got {got}"
    if len(unmet.changes) > _MOST_CHANGES:
        yield f"and {len(unmet.changes) - _MOST_CHANGES} places more"


def _error(file: str, line: int, title: str, text: str) -> str:
    shown = _escape(one_line(text, _LONGEST))
    place = _property(file.replace("\\", "/"))  # as GitHub writes paths, also on Windows
    return f"::error file={place},line={line},title={_property(one_line(title))}::{shown}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
