"""The real TypeScript compiler, in the version of package-lock.json."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.paths import ROOT

COMPILER = ROOT / ".venv/node/node_modules/typescript/lib/tsc.js"
_COMPLAINT = re.compile(
    r"^(?P<file>[^ (\n][^(\n]*)\((?P<line>\d+),\d+\): error (?P<code>TS\d+): (?P<message>.*)$", re.MULTILINE
)


class Complaint(NamedTuple):
    """What the compiler says of a line."""

    file: str
    line: int
    code: str
    message: str


Tsc = Callable[[Path], list[Complaint]]


@pytest.fixture(scope="session")
def tsc() -> Tsc:
    """`tsc(folder)`: the errors in all scripts of a folder, as its jsconfig.json has them checked."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node: there is no program `node` here")
    if not COMPILER.is_file():
        pytest.skip("needs the TypeScript compiler: `make test` gets it by npm, if npm is there")

    def check(folder: Path) -> list[Complaint]:
        done = subprocess.run(
            [node, str(COMPILER), "--pretty", "false", "-p", "jsconfig.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        found = [
            Complaint(m["file"], int(m["line"]), m["code"], m["message"])
            for m in _COMPLAINT.finditer(done.stdout)
        ]
        assert done.stderr == ""
        assert bool(found) == bool(done.returncode), done.stdout
        return found

    return check
