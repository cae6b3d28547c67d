"""`mws context`: what a run was given, as a file that runs again."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Mws

Write = Callable[..., str]
TOKEN = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"
CONTEXT = {"OAuth2ProtocolConfiguration": json.dumps({"access_token": TOKEN}), "city": "Köln", "big": 2**63}


@pytest.fixture
def run(mws: Mws, script: Write, folder: Path) -> Path:
    """The context of a run that is on record."""
    original = folder / "original.json"
    original.write_text(json.dumps(CONTEXT), encoding="utf-8")
    assert mws("run", script("context.seen = context.city; done(context);"), "-c", str(original)).code == 0
    return original


def test_the_context_of_a_run_runs_again(run: Path, mws: Mws, folder: Path) -> None:
    """As it was, but for the stand-ins in it."""
    assert run.is_file()
    said = mws("context", "last")
    assert said.code == 0
    assert said.json["city"] == "Köln"
    assert said.json["big"] == 2**63
    assert TOKEN not in said.out
    (folder / "ctx.json").write_text(said.out, encoding="utf-8")
    assert mws("run", "a.js", "--context", "ctx.json").code == 0


def test_after_is_what_the_script_left(run: Path, mws: Mws) -> None:
    assert run.is_file()
    assert "seen" not in mws("context", "last").json
    said = mws("context", "last", "--after")
    assert said.json["seen"] == "Köln"
    assert TOKEN not in said.out


def test_a_run_without_a_result_has_none_after(mws: Mws, script: Write) -> None:
    """The message says how it ended."""
    mws("run", script("null.x;"), "-c", "@assigned-new")
    said = mws("context", "last", "--after")
    assert said.code == 2
    assert "threw" in said.err


def test_the_secrets_come_back_from_the_original_context(run: Path, mws: Mws) -> None:
    assert mws("context", "last", "--secrets-from", str(run)).json == CONTEXT


def test_the_secrets_come_back_from_the_environment(
    run: Path, mws: Mws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bare secret, of which there is one stand-in."""
    assert run.is_file()
    monkeypatch.setenv("GOTO_TOKEN", TOKEN)
    assert mws("context", "last", "--secrets-from", "@env:GOTO_TOKEN").json == CONTEXT


def test_what_is_written_is_its_owners_alone(run: Path, mws: Mws, folder: Path) -> None:
    said = mws("context", "last", "--secrets-from", str(run), "-o", "real.json")
    assert (said.code, said.out) == (0, "")
    assert json.loads((folder / "real.json").read_text("utf-8")) == CONTEXT
    if os.name == "posix":
        assert stat.S_IMODE((folder / "real.json").stat().st_mode) == 0o600


def test_a_terminal_is_shown_no_secret(run: Path, mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    said = mws("context", "last", "--secrets-from", str(run))
    assert (said.code, said.out) == (2, "")
    assert "-o FILE" in said.err
    assert mws("context", "last").code == 0


def test_wrong_secrets_are_refused_and_not_repeated(run: Path, mws: Mws, folder: Path) -> None:
    """Nothing is written then."""
    run.write_text(json.dumps({**CONTEXT, "city": "Bonn am Rhein"}), encoding="utf-8")
    said = mws("context", "last", "--secrets-from", str(run), "-o", "real.json")
    assert said.code == 2
    assert "differs" in said.err
    assert TOKEN not in said.err
    assert not (folder / "real.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing",), "mws runs"),
        (("last", "--secrets-from", "no.json"), "no such file"),
        (("last", "--secrets-from", "@env:NOT_SET_HERE"), "not set"),
        (("last", "-o", "no/such/folder.json"), "folder"),
    ],
)
def test_what_can_not_be_found_is_told(run: Path, mws: Mws, arguments: tuple[str, ...], told: str) -> None:
    assert run.is_file()
    said = mws("context", *arguments)
    assert said.code == 2
    assert told in said.err


def test_half_a_surrogate_pair_stands_as_its_escape(mws: Mws, script: Write) -> None:
    """No file of UTF-8 could hold it."""
    mws("run", script("context.x = '\\ud800'; done(context);"), "-c", "@assigned-new")
    said = mws("context", "last", "--after")
    assert "\\ud800" in said.out
    assert said.json["x"] == "\ud800"
