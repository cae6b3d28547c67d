"""The command line, called in this process, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runtime.cli import call


class CommandResult(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Mws = Callable[..., CommandResult]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands are called in; it begins empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mws(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Mws:
    """`mws("run", "a.js", ...)`: what the command says."""
    assert folder.is_dir()

    def run(*arguments: str) -> CommandResult:
        monkeypatch.setattr("sys.argv", ["mws", *arguments])
        capsys.readouterr()
        code = call(list(arguments))
        said = capsys.readouterr()
        return CommandResult(code, said.out, said.err)

    return run


@pytest.fixture
def script(folder: Path) -> Callable[..., str]:
    """`script("done(context);")` writes a.js and answers with its name."""

    def write(text: str, name: str = "a.js") -> str:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return name

    return write
