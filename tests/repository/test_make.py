"""The Makefile: what `make` does on a new machine, and what it says when it can't."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in which nothing was made yet, as far as `make` looks at it."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `make` as from a shell, even though these tests may run under another `make`."""
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHON"}
    mine = {key: value for key, value in os.environ.items() if key not in outer}
    return subprocess.run(
        ["make", *arguments], cwd=clone, env=mine, capture_output=True, text=True, check=False
    )


def steps(clone: Path, target: str) -> list[str]:
    """The commands that a target comes to, in their order."""
    told = make(clone, "--dry-run", target)
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()


def test_make_test_checks_first_and_tests_last(clone: Path) -> None:
    """Formatter, linter and types are quick, and pytest's own line is the last one."""
    programs = [line for line in steps(clone, "test") if line.startswith(".venv/bin/")]
    words = [" ".join(line.removeprefix(".venv/bin/").split()[:3]) for line in programs[-5:]]
    assert words == [
        "ruff format --check",
        "ruff check --quiet",
        "oxlint --quiet runtime/guest/prelude",
        "mypy --no-error-summary",
        "python -m pytest",
    ]
    assert programs[-1].endswith("pytest -n auto --dist worksteal")


@pytest.mark.parametrize("target", ["demo", "test", "bench"])
def test_everything_is_installed_from_the_lock(clone: Path, target: str) -> None:
    """The same environment for each: hashes for what is foreign, no resolver for what is ours."""
    foreign, ours = [line for line in steps(clone, target) if " -m pip " in line]
    assert foreign.endswith("install --require-hashes -r requirements.lock")
    assert "--no-deps --no-build-isolation --no-index" in ours


def test_the_second_call_installs_nothing(clone: Path) -> None:
    """Once the environment stands, a command is just the command."""
    bin_ = clone / ".venv/bin"
    bin_.mkdir(parents=True)
    (bin_ / "python").symlink_to("/bin/sh")
    (clone / ".venv/made").write_text(f"{clone.resolve()}\n", "utf-8")
    (clone / ".venv/installed").touch()
    assert steps(clone, "demo") == [".venv/bin/mws demo"]

    # Copied elsewhere it would still point here.
    shutil.copytree(clone, clone / "copy", symlinks=True)
    assert " -m pip " in "\n".join(steps(clone / "copy", "demo"))


def test_a_machine_without_npm_goes_without_the_compiler_of_typescript(clone: Path) -> None:
    """It is told, the other tests run, and it is tried again next time."""
    target, made = ".venv/node/installed", clone / ".venv/made"
    (clone / "tests/authoring/types").mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tests/authoring/types" / name, clone / "tests/authoring/types")
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to("/bin/sh")
    made.write_text(f"{clone.resolve()}\n", "utf-8")
    npm = clone / "npm"
    npm.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    npm.chmod(0o755)
    told = make(clone, target, f"PATH={clone}{os.pathsep}{os.environ['PATH']}")
    assert (told.returncode, "its tests are skipped" in told.stdout) == (0, True), told.stderr
    assert not (clone / target).exists()
    npm.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    assert make(clone, target, f"PATH={clone}{os.pathsep}{os.environ['PATH']}").stdout == ""
    assert (clone / target).exists()


def test_an_old_python_is_refused_with_the_way_out(clone: Path) -> None:
    """The message names the version that is needed, and how to name a Python."""
    old = clone / "python"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    told = make(clone, "demo", f"PYTHON={old}")
    assert told.returncode != 0
    assert "No Python 3.11 or newer found" in told.stderr
    assert "make PYTHON=" in told.stderr


def test_a_python_without_venv_is_refused_with_the_way_out(clone: Path) -> None:
    """Debian splits venv off: the message names the package, and no half environment is left."""
    bare = clone / "python"
    bare.write_text("#!/bin/sh\n[ $1 = -c ] || { mkdir .venv; exit 1; }\n", "utf-8")
    bare.chmod(0o755)
    told = make(clone, "demo", f"PYTHON={bare}")
    assert told.returncode != 0
    assert "apt install python3-venv" in told.stderr
    assert not (clone / ".venv").exists()


def test_help_lists_every_command(clone: Path) -> None:
    """What can be made, and what it does, without opening the Makefile."""
    targets = re.findall(r"^\.PHONY: (\w+)", (clone / "Makefile").read_text("utf-8"), re.MULTILINE)
    listed = make(clone).stdout
    assert targets
    assert [name for name in targets if not re.search(rf"^make {name} +\w", listed, re.MULTILINE)] == []
