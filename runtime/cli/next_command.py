"""The command that is worth trying after a run."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from runtime.model.outcome import Outcome
from runtime.runs.recorder import FOLDER
from runtime.runs.report import Report


def next_command(report: Report, arguments: list[str]) -> str:
    """What answers the likeliest question now: the same run with one option more, or a look at its recording.

    '' without one.
    """
    given = set(arguments)
    wanted: list[str] = []
    if report.outcome is Outcome.DEADLINE:
        wanted = ["--deadline", "2m"]
    elif report.outcome is Outcome.CPU_LIMIT:
        wanted = ["--cpu", "10s"]
    elif report.outcome is Outcome.MEMORY_LIMIT:
        wanted = ["--memory", "256M"]
    elif any("needs --yes" in request.denied for request in report.requests):
        wanted = ["--yes"]
    elif "--globals timers" in report.hint:
        wanted = ["--globals", "timers"]
    elif report.requests and not given & {"-v", "--verbose"}:
        if report.recording:
            return shell(["mws", "show", _name(report.recording)])
        wanted = ["-v"]
    elif report.outcome is Outcome.DONE and not report.findings and "--strict" not in given:
        wanted = ["--strict"]
    if not wanted or wanted[0] in given:
        return ""
    return shell(["mws", *arguments, *wanted])


def _name(recording: str) -> str:
    """How this recording, which is the newest, is called."""
    return "last" if Path(recording).parent == FOLDER else recording


def shell(words: list[str]) -> str:
    """A command line as it can be pasted."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
