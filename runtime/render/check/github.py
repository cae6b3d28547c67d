"""Findings as GitHub's workflow commands: annotations beside the lines of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from runtime.authoring.check.report import CheckFindingFacts, CheckReport


def workflow_commands(report: CheckReport) -> Iterator[str]:
    """A line for each finding."""
    return map(_annotation, report.findings)


def _annotation(one: CheckFindingFacts) -> str:
    facts = {
        "file": one.file.replace("\\", "/"),
        "line": str(one.line),
        "col": str(one.column),
        "endLine": str(one.end_line),
        "endColumn": str(one.end_column),
        "title": f"{one.code} {one.name}",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in facts.items())
    return f"::{one.severity} {properties}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
