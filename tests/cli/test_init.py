"""`mws init`: from an empty folder to a project whose commands work."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator

from runtime.cli import prompts as asking
from runtime.inputs import samples
from tests.cli.conftest import Mws


def test_a_project_is_laid_out_and_its_script_runs(mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal nobody is asked; the last lines are the commands that come next."""
    said = mws("init", "mine")
    assert (said.code, said.err) == (0, "")
    assert "laid out in mine" in said.out
    assert "  workflows/create-account.js" in said.out
    assert said.out.splitlines()[-4:] == [
        *("  cd mine", "  mws check", "  mws test", "  mws run workflows/create-account.js")
    ]
    monkeypatch.chdir("mine")
    said = mws("run", "workflows/create-account.js", "--strict", "--json")
    assert said.code == 0
    assert said.json["findings"] == []
    assert [request["verdict"] for request in said.json["requests"]] == ["success", "success"]
    assert said.json["context"]["after"]["Provisioning"]["Status"] == "created"


@pytest.mark.parametrize("name", samples.scripts())
def test_a_project_around_a_shipped_script_runs(mws: Mws, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, with what the project has beside it."""
    laid = mws("init", "mine", "--from", name, "--json").json
    monkeypatch.chdir("mine")
    said = mws(*shlex.split(laid["next"][-1])[1:], "--json")
    assert said.json["outcome"] == "done", said.json


def test_what_is_there_is_left_alone_and_told(mws: Mws) -> None:
    """A second time nothing is written."""
    Path("README.md").write_text("mine", "utf-8")
    said = mws("init")
    assert "left alone in .\n  README.md\n" in said.out
    assert "cd" not in said.out.splitlines()[-3]
    assert Path("README.md").read_text("utf-8") == "mine"
    again = mws("init", "--json").json
    assert again["written"] == []
    assert "README.md" in again["left"]


@pytest.mark.parametrize(
    ("ci", "files"),
    [
        ("github", {".github/workflows/mws.yml"}),
        ("azure", {"azure-pipelines.yml"}),
        ("both", {".github/workflows/mws.yml", "azure-pipelines.yml"}),
        ("none", set()),
    ],
)
def test_pipelines_are_laid_out_for_whom_they_are_wanted(mws: Mws, ci: str, files: set[str]) -> None:
    """Both, if nobody says otherwise."""
    written = mws("init", "--ci", ci, "--json").json["written"]
    assert {name for name in written if name.endswith(".yml")} == files
    readme = Path("README.md").read_text("utf-8")
    assert {name for name in (".github/workflows/mws.yml", "azure-pipelines.yml") if name in readme} == files


def test_what_it_says_to_machines_keeps_to_its_schema(mws: Mws) -> None:
    schema = mws("schema", "init").json
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(mws("init", "--json").json)
    refused = mws("init", "--from", "goto-provison", "--json")
    assert refused.code == 2
    Draft202012Validator(schema).validate(refused.json)


def test_a_folder_that_cannot_be_made_is_told(mws: Mws) -> None:
    """And nothing is left behind."""
    Path("x").write_text("", "utf-8")
    said = mws("init", "x")
    assert said.code == 2
    assert said.err.startswith("x: can't be made: ")
    assert os.listdir() == ["x"]  # noqa: PTH208 - names are enough


def test_a_published_script_has_faults_and_its_repaired_sister_is_named(mws: Mws) -> None:
    """Before a check says so; others need no note."""
    assert (
        "--from repaired/goto-provision"
        in mws("init", "a", "--from", "goto-provision", "--json").json["note"]
    )
    assert mws("init", "b", "--from", "repaired/goto-provision", "--json").json["note"] == ""
    assert "note" not in mws("init", "c").out.splitlines()


def test_on_a_terminal_the_author_is_asked(mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what the command line leaves open; a wrong answer is asked for again."""
    answers = iter(["mine", "goto-provison", "goto-provision", "azure"])
    asked = []

    def prompt(question: str, **options: object) -> str:
        asked.append((question, options["default"]))
        return next(answers)

    monkeypatch.setattr(asking, "can_ask", lambda _: True)
    monkeypatch.setattr("typer.prompt", prompt)
    said = mws("init")
    assert [question for question, _ in asked] == ["Folder", "Start from", "Start from", "Pipelines for"]
    assert "Did you mean goto-provision?" in said.err
    assert Path("mine/workflows/goto-provision.js").is_file()
    assert Path("mine/azure-pipelines.yml").is_file()
    assert not Path("mine/.github").exists()


def test_with_yes_nobody_is_asked(mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The defaults are taken."""
    monkeypatch.setattr(asking, "can_ask", lambda _: True)
    assert mws("init", "--yes").code == 0
    assert Path("workflows/create-account.js").is_file()


def test_an_answer_that_is_broken_off_lays_out_nothing(mws: Mws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C or Ctrl-D at a question."""

    def prompt(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(asking, "can_ask", lambda _: True)
    monkeypatch.setattr("typer.prompt", prompt)
    assert mws("init").code == 130
    assert not list(Path().iterdir())
