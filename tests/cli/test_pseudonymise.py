"""`mws pseudonymise`: a recording that can leave the company."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runtime.runs.store import open_recording
from tests import running
from tests.cli.conftest import Mws
from tests.runs.replay.leaks import leaks

Write = Callable[..., str]
MAIL = "esmeralda.weatherwax@example.com"
CONTEXT = {"FirstName": "Esmeralda", "LastName": "Weatherwax", "mail": MAIL, "Team": {"displayName": "Blue"}}


@pytest.fixture
def run(mws: Mws, script: Write, folder: Path) -> Path:
    """A recording of somebody, in a folder that looks for leaks."""
    (folder / "ctx.json").write_text(json.dumps(CONTEXT), encoding="utf-8")
    text = "context.full = context.LastName + ', ' + context.FirstName; done(context);"
    assert mws("run", script(text), "-c", "ctx.json", "--record", "run.jsonl").code == 0
    assert leaks(folder / "run.jsonl", MAIL)
    return folder / "run.jsonl"


def test_what_programs_are_told_keeps_to_its_schema(run: Path, mws: Mws) -> None:
    """So does a refusal."""
    schema = Draft202012Validator(mws("schema", "pseudonymise").json)
    made = mws("pseudonymise", run.name, "--json")
    assert (made.code, made.json["file"]) == (0, "run.pseudonymised.jsonl")
    schema.validate(made.json)
    again = mws("pseudonymise", run.name, "--json")
    assert (again.code, set(again.json)) == (2, {"error"})
    schema.validate(again.json)


def test_a_file_beside_is_written_with_other_people(run: Path, mws: Mws, folder: Path) -> None:
    """In this folder, for its owner alone; the summary names nobody."""
    said = mws("pseudonymise", "run.jsonl")
    assert (said.code, said.err) == (0, "")
    made = folder / "run.pseudonymised.jsonl"
    for text in (MAIL, "Esmeralda", "Weatherwax"):
        assert not leaks(made, text)
        assert text not in said.out
    assert "1 mail address, 3 names" in said.out
    assert run.is_file()
    assert running.run_replay(open_recording(made)).identical
    if os.name == "posix":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_nothing_is_overwritten(run: Path, mws: Mws) -> None:
    """Neither the recording itself."""
    before = run.read_bytes()
    assert mws("pseudonymise", "run.jsonl", "-o", "other.jsonl").code == 0
    for name in ("other.jsonl", "run.jsonl"):
        said = mws("pseudonymise", "run.jsonl", "-o", name)
        assert said.code == 2
        assert "never overwritten" in said.err
    assert run.read_bytes() == before


def test_for_machines_there_are_the_numbers(run: Path, mws: Mws) -> None:
    """And what to look at by hand."""
    assert run.is_file()
    said = mws("pseudonymise", "run.jsonl", "--json", "--keep", "Team.displayName")
    assert said.json["replaced"] == {"mail_address": 1, "name": 2}
    assert said.json["file"] == "run.pseudonymised.jsonl"
    assert said.json["notes"]


def test_with_other_people_it_is_pseudonymised_again(run: Path, mws: Mws, folder: Path) -> None:
    """It is a recording like any other."""
    assert run.is_file()
    mws("pseudonymise", "run.jsonl", "-o", "once.jsonl")
    assert mws("pseudonymise", "once.jsonl", "-o", "twice.jsonl").code == 0
    once = json.loads(open_recording(folder / "once.jsonl").plan.context)
    assert not leaks(folder / "twice.jsonl", once["LastName"])


def test_a_script_that_branches_is_refused(mws: Mws, script: Write, folder: Path, run: Path) -> None:
    """With its place, and without a file."""
    assert run.is_file()
    text = "\nif (/^E.*a.*lda$/.test(context.FirstName)) console.log('hi');\ndone(context);"
    mws("run", script(text), "-c", "ctx.json", "--record", "branch.jsonl")
    said = mws("pseudonymise", "branch.jsonl")
    assert said.code == 2
    assert "a.js:" in said.err
    assert "--keep" in said.err
    assert not list(folder.glob("*pseudonymised*"))
    assert mws("pseudonymise", "branch.jsonl", "--keep", "FirstName").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing.jsonl",), "nothing.jsonl"),
        (("run.jsonl", "--also", "No.such.path"), "--also No.such.path"),
        (("run.jsonl", "-o", "."), "exists already"),
        (("ctx.json",), "ctx.json"),
    ],
)
def test_what_can_not_be_done_is_told(run: Path, mws: Mws, arguments: tuple[str, ...], told: str) -> None:
    """As bad input."""
    assert run.is_file()
    said = mws("pseudonymise", *arguments)
    assert said.code == 2
    assert told in said.err
