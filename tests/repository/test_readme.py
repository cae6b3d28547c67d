"""The README: its commands are run, its tables hold, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from runtime.model.outcome import BAD_INPUT, FAULT, STRICT_FINDINGS, TABLE
from runtime.secrets.keys import is_secret
from tests.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.split("  #")[0].strip()
    for block in BLOCKS
    for line in block.splitlines()
    if line.strip() and "\\" not in line
]
# These reach a real service, or make an environment: what they do is tested elsewhere.
NOT_RUN = {
    "mws run mine.js --context ctx.json --live api.getgo.com",
    "mws run mine.js --context ctx.json --live api.getgo.com --dry-run",
    "make demo",
    "make test",
    "python -m venv .venv",
}


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `mws` is this one."""
    programs = tmp_path / "bin"
    programs.mkdir()
    mws = programs / "mws"
    mws.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from runtime.cli import main; main()" "$@"\n')
    mws.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(os.name != "posix", reason="the commands are written for a POSIX shell")
def test_the_commands_work_in_the_order_in_which_they_stand(tmp_path: Path, shell: dict[str, str]) -> None:
    """From an empty folder, each with exit code 0."""
    folder = tmp_path / "work"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    served: subprocess.Popen[str] | None = None
    ran = []
    try:
        for command in COMMANDS:
            if command in NOT_RUN:
                continue
            mine = command.replace("8080", port)
            if command.startswith("mws fake goto --port"):
                served = subprocess.Popen(
                    shlex.split(mine), cwd=folder, env=shell, stdout=subprocess.PIPE, text=True
                )
                assert served.stdout is not None
                assert port in served.stdout.readline()
                continue
            done = subprocess.run(
                mine, shell=True, cwd=folder, env=shell, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            ran.append(command)
    finally:
        if served is not None:
            served.terminate()
            served.communicate(timeout=300)
    assert served is not None
    assert len(ran) >= 9
    assert set(COMMANDS) >= NOT_RUN - {"python -m venv .venv"}


def test_the_table_of_outcomes_is_the_programs_own() -> None:
    """Word, exit code and meaning."""
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", README, re.MULTILINE))
    assert rows == {str(outcome): str(meaning.exit_code) for outcome, meaning in TABLE.items()}
    for meaning in TABLE.values():
        plain = README.replace("`", "")
        assert f"| {meaning.exit_code} | {meaning.text} |" in plain
    assert f"| | {FAULT} |" in README
    assert f"| | {BAD_INPUT} |" in README
    assert f"| | {STRICT_FINDINGS} |" in README


def test_the_keys_that_are_said_to_be_secret_are() -> None:
    """And those that are said not to be are not."""
    said = re.search(r"A secret is every value under a key such as (.*?), in the context", README, re.DOTALL)
    assert said is not None
    names = re.findall(r"`(\w+)`", said[1])
    assert len(names) >= 8
    assert all(is_secret(name) for name in names)
    assert not any(is_secret(name) for name in ("account_key", "licenseKeys", "userKey", "token_type"))


def test_every_link_and_picture_is_there() -> None:
    """Inside this repository."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_the_picture_loads_nothing() -> None:
    """It is drawn from a real run by `make picture`."""
    picture = (ROOT / "docs" / "terminal.svg").read_text("utf-8")
    assert "@font-face" not in picture
    assert "failed-unseen" in picture


@pytest.mark.parametrize(
    "option",
    [
        "--deadline",
        "--cpu",
        "--memory",
        "--fake",
        "--live",
        "--map",
        "--world",
        "--set",
        "--secret",
        "--proxy",
    ],
)
def test_every_option_that_the_readme_names_is_in_the_help(option: str) -> None:
    """So that neither promises what the other doesn't know."""
    assert option in help_of_run()
    assert option in README


@cache
def help_of_run() -> str:
    """What `mws run` says of itself."""
    return subprocess.run(
        [sys.executable, "-c", "from runtime.cli import main; main()", "run", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout
