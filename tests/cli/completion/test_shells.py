"""Completion in real shells: the script that `mws completion` prints, a command line, and the Tab key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from tests.cli.completion.terminal import Terminal

RECORDING = ROOT / "tests/recording/v2/done.jsonl"
PROMPT = "READY>"

# What a name on disk must not become: a command, another line, an option, a pattern.
HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "last;touch pwned",
    "la\\$(touch pwned)",
    "la\nst",
    "la'st",
    'la"st',
    "la st",
    "la\x1b[31m",
    "la*",
    "-la",
    "~la",
    "@la",
]

# What is typed, and what stands there when Tab has been pressed.
COMPLETED = [
    ("mws sho", "mws show "),
    ("mws show la", "mws show last "),
    ("mws show 5f0c", "mws show 5f0cab "),
    ("mws run @goto-prov", "mws run @goto-provision "),
    ("mws run x.js -c @assigned-n", "mws run x.js -c @assigned-new "),
    ("mws run x.js --context=@assigned-n", "mws run x.js --context=@assigned-new "),
    ("mws run x.js --fake goto=@late", "mws run x.js --fake goto=@late-error "),
    ("mws run my", "mws run my-script.js "),  # files, where nothing else fits
]


def environment(home: Path) -> dict[str, str]:
    """Of a person who has `mws` on the path, and nothing of his own."""
    program = home / "bin/mws"
    program.parent.mkdir()
    python = f'PYTHONPATH="{ROOT}" exec "{sys.executable}"'
    program.write_text(f'#!/bin/sh\n{python} -c "from runtime.cli import main; main()" "$@"\n', "utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {
        "PATH": path,
        "HOME": str(home),
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PS1": PROMPT,
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a script, one recording, and files that are called like recordings to do harm."""
    runs = tmp_path / ".mws/runs"
    runs.mkdir(parents=True)
    shutil.copy(RECORDING, runs / "2026-02-03_04-05-06_goto-provision_5f0cab.jsonl")
    for number, name in enumerate(HOSTILE):
        (runs / f"2026-01-02_03-04-{number:02}_a_{name}.jsonl").write_text("{}\n", "utf-8")
        (runs / f"{name}.jsonl").write_text("{}\n", "utf-8")
    (tmp_path / "my-script.js").write_text("done(context);\n", "utf-8")
    return tmp_path


def skip_without(*programs: str) -> None:
    """Skip a test where one of these is missing."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture
def bash(home: Path) -> Iterator[Terminal]:
    skip_without("bash", "setsid")
    yield from start_shell(home, ["bash", "--norc", "--noprofile", "-i"], "source <(mws completion bash)")


@pytest.fixture
def zsh(home: Path) -> Iterator[Terminal]:
    """A zsh that has read the script behind compinit."""
    skip_without("zsh", "setsid")
    read = "autoload -Uz compinit && compinit -u -D && source <(mws completion zsh)"
    yield from start_shell(home, ["zsh", "-f", "-i"], read)


@pytest.fixture
def fish(home: Path) -> Iterator[Terminal]:
    """A fish that finds the script where it looks for scripts."""
    skip_without("fish", "setsid")
    read = "function fish_prompt; echo -n 'READY>'; end; mws completion fish | source"
    yield from start_shell(home, ["fish", "--private", "-i"], read)


def start_shell(home: Path, command: list[str], reads: str) -> Iterator[Terminal]:
    from tests.cli.completion.terminal import Terminal

    terminal = Terminal(command, home, environment(home))
    try:
        terminal.type(f"{reads}; echo DO''NE\n", "DONE")
        yield terminal
    finally:
        terminal.close()


def test_bash_completes(bash: Terminal, home: Path) -> None:
    """Commands, recordings, shipped names also behind an = and an @, files."""
    for typed, expected in COMPLETED:
        bash.type(f"\x15{typed}\t", expected)
    assert not (home / "pwned").exists()


def test_zsh_completes(zsh: Terminal, home: Path) -> None:
    """The same; what a name on disk says is not evaluated."""
    for typed, expected in COMPLETED:
        zsh.type(f"\x15{typed}\t", expected)
    assert not (home / "pwned").exists()


def test_fish_completes(fish: Terminal, home: Path) -> None:
    for typed, expected in COMPLETED:
        fish.type(f"\x15{typed}\t", expected)
    assert not (home / "pwned").exists()


def test_powershell_completes(home: Path) -> None:
    """What begins with @ is quoted: it would be a variable there."""
    skip_without("pwsh")
    asked = "mws completion powershell | Out-String | Invoke-Expression\n" + "".join(
        f"(TabExpansion2 '{line}' {len(line)}).CompletionMatches.CompletionText\n"
        for line in ("mws sho", "mws show la", "mws run @goto-prov")
    )
    told = subprocess.run(
        ["pwsh", "-NoProfile", "-NonInteractive", "-Command", asked],
        cwd=home,
        env={**os.environ, **environment(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["show", "last", "'@goto-provision'"]
