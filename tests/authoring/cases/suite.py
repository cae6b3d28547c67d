"""Cases as tests want them: written into a folder, read, and run with one runner for all."""

from __future__ import annotations

import atexit
import textwrap
import threading
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from runtime.authoring.cases import Case, CaseRun, CaseRunner, read_cases

PLUGIN = "runtime.pytest_plugin"


class _ThreadRunner(threading.local):
    """One for each thread."""

    def __init__(self) -> None:
        self.runner = CaseRunner()
        atexit.register(self.runner.close)


_thread = _ThreadRunner()


def run(case: Case) -> CaseRun:
    return _thread.runner.run(case)


@dataclass(frozen=True, slots=True)
class Suite:
    """A folder of cases."""

    folder: Path

    def write(self, text: str, name: str = "tests/one/case.toml") -> Path:
        """Write a file, its lines taken out of their indentation; where it lies."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8", newline="")
        return path.relative_to(self.folder)

    def cases(self, text: str) -> list[Case]:
        return read_cases(self.write(text))

    def run(self, text: str, script: str = "done(context);") -> CaseRun:
        """The only case of such a file, run; `a.js` beside it is the script, `@assigned-new` its context."""
        self.write(script, "tests/one/a.js")
        head = "" if "script =" in text else 'script = "a.js"\n'
        head += "" if "context =" in text.partition("[")[0] else 'context = "@assigned-new"\n'
        (case,) = self.cases(head + textwrap.dedent(text))
        return run(case)


def find_plugin_name() -> str:
    """What the plugin is called: by its entry point where it is installed, otherwise by its module."""
    found = [one.name for one in entry_points(group="pytest11") if one.value == PLUGIN]
    return found[0] if found else PLUGIN


def describe_failures(of: CaseRun) -> list[str]:
    """What didn't hold, in a line each: what, and its sentence."""
    return [f"{one.what}: {one.text}" for one in of.failures]
