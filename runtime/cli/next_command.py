"""The command that is worth trying after a run."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from runtime.model.outcome import Outcome
from runtime.runs.recorder import FOLDER
from runtime.runs.report import Report

# What the command line has for each remedy of a report.
_REMEDIES = {
    "deadline": ["--deadline", "2m"],
    "cpu": ["--cpu", "10s"],
    "memory": ["--memory", "256M"],
    "writes": ["--yes"],
    "timers": ["--globals", "timers"],
}


def next_command(report: Report, arguments: list[str]) -> str:
    """What answers the likeliest question now: the same run with one option more, or a look at its recording.

    '' without one.
    """
    options = set(arguments)
    additions: list[str] = []
    if report.remedy:
        additions = _REMEDIES[report.remedy]
    elif report.requests and not options & {"-v", "--verbose"}:
        if report.recording:
            return shell(["mws", "show", _name(report.recording)])
        additions = ["-v"]
    elif report.outcome is Outcome.DONE and not report.findings and "--strict" not in options:
        additions = ["--strict"]
    if not additions or additions[0] in options:
        return ""
    return shell(["mws", *arguments, *additions])


def _name(recording: str) -> str:
    """How this recording, which is the newest, is called."""
    return "last" if Path(recording).parent == FOLDER else recording


def shell(words: list[str]) -> str:
    """A command line as it can be pasted."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
