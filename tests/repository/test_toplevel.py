"""The repository's top level, and what must not be in its files."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

from tests.paths import ROOT

ORDERED = {"pyproject.toml", "runtime", "scripts", "tests", "fixtures", "README.md"}
BESIDE = {"Makefile", "AGENTS.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs", "requirements.lock"}

# Absolute paths of somebody's machine: homes, scratch and working folders. A URL's path has a host
# before it, and a word in a sentence has no slash.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/\]}>*-])/(?:home|Users|root|work|mnt|srv)/[\w.-]+|\b[A-Za-z]:\\+Users\\+\w+",
)


def is_ignored(name: str) -> bool:
    """Whether `.gitignore` names this entry of the top level."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    patterns = [line.strip("/") for line in lines if line and not line.startswith("#")]
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def text_files() -> list[Path]:
    """Every file of the repository that holds text, as far as its bytes tell."""
    tops = [top for top in ROOT.iterdir() if top.name != ".git" and not is_ignored(top.name)]
    files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*"))]
    own = [file for file in files if file.is_file() and not any(map(is_ignored, file.parts))]
    return [file for file in own if b"\0" not in file.read_bytes()[:4096]]


def test_the_top_level_is_as_ordered() -> None:
    """Nothing stands beside the ordered entries but the few that were agreed on, and dot-files."""
    names = {entry.name for entry in ROOT.iterdir() if not is_ignored(entry.name)}
    plain = {name for name in names if not name.startswith(".")}
    assert plain == ORDERED | BESIDE


def test_no_file_knows_somebodys_machine() -> None:
    """No file names a folder that only one machine has."""
    found = []
    for file in text_files():
        text = file.read_text("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if match := MACHINE_PATH.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def test_text_has_unix_line_ends() -> None:
    """Every text file ends its lines with LF, whatever system it was written on."""
    code = (".py", ".js", ".md", ".toml", ".lock", "Makefile")
    files = [file for file in text_files() if file.name.endswith(code)]
    assert files
    assert [file for file in files if b"\r\n" in file.read_bytes()] == []


def test_continuous_integration_does_what_an_author_does() -> None:
    """`.ci/run` is a program that calls `make test`, and nothing else."""
    run = ROOT / ".ci/run"
    lines = run.read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec make test']
    assert run.stat().st_mode & 0o111
