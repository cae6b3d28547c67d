"""docs/tutorial.md: its commands are run in their order, in an empty folder; what it shows, they print.

A fenced block of `sh` is run line by line; `# exit code N` behind a command says how it ends. A block of
`text` is what the commands before it print: … stands for any text, on a line of its own for any lines. A
block with a path behind its language is a file to save.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from runtime.cli.app import COMMANDS
from tests.paths import ROOT

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)
MWS = "from runtime.cli import main; main()"


def commands() -> Iterator[str]:
    for language, _, text in BLOCKS:
        if language == "sh":
            yield from text.splitlines()


def command_exists(command: str) -> bool:
    """Whether this version has the command, and the option that the tutorial is about."""
    words = command.partition("#")[0].split()
    if words[0] != "mws":
        return True
    if words[1] not in COMMANDS:
        return False
    options = {word for word in words if word.startswith("--")}
    return all(option in help_of(words[1]) for option in options)


@cache
def help_of(command: str) -> str:
    """What a command says of itself."""
    return subprocess.run(
        [sys.executable, "-c", MWS, command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONUTF8": "1"},
    ).stdout


def pattern(text: str) -> re.Pattern[str]:
    """What a block of text says, as far as it says it."""
    lines = (
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r" *\n"
        for line in text.splitlines()
    )
    return re.compile("".join(lines))


class Reader:
    """Who follows the tutorial, in a folder that begins empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        self.waits_for: list[str] = []  # commands that this version has not

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def type(self, line: str) -> None:
        """One command. What it prints is kept for the block behind it."""
        command, _, remark = (part.strip() for part in line.partition("#"))
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return
        if not command_exists(command):
            self.waits_for.append(command)
            self.printed = ""
            return
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        for name in ("GITHUB_ACTIONS", "MWS_PROJECT"):
            env.pop(name, None)
        done = subprocess.run(
            [sys.executable, "-c", MWS, *command.split()[1:]],
            cwd=self.folder,
            env=env,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        expected = int(remark.removeprefix("exit code ")) if remark.startswith("exit code ") else 0
        assert done.returncode == expected, (command, done.stdout, done.stderr)
        self.printed += done.stdout


def test_following_it_leads_to_its_result(tmp_path: Path) -> None:
    """Every command ends as it should, and prints what is shown."""
    reader = Reader(tmp_path)
    shown = 0
    for language, name, text in BLOCKS:
        if name:
            reader.save(name, text)
        elif language == "sh":
            reader.printed = ""
            for line in text.splitlines():
                reader.type(line)
        elif reader.printed:
            assert pattern(text).search(reader.printed), f"{text}\nis not in\n{reader.printed}"
            shown += 1
    assert shown >= 3
    if reader.waits_for:
        pytest.skip(f"not in this version: {', '.join(reader.waits_for)}")


def test_it_uses_what_a_project_needs() -> None:
    """Each command that the way from a folder to CI is made of."""
    typed = " ".join(commands())
    for command in ("init", "config", "check", "run", "show", "test", "promote", "types"):
        assert f"mws {command}" in typed
    for option in ("--coverage", "--faults", "--format github", "--junitxml", "--explain"):
        assert option in typed


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", TUTORIAL):
        assert (ROOT / "docs" / target).is_file(), target


def test_the_pipelines_of_a_project_do_what_it_says() -> None:
    """The same commands, word for word."""
    template = ROOT / "runtime" / "authoring" / "project" / "template"
    github = (template / ".github" / "workflows" / "mws.yml").read_text("utf-8")
    last = [line for line in commands() if "github" in line or "junitxml" in line]
    assert len(last) == 2
    assert all(f"run: {line}" in github for line in last)
