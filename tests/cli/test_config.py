"""`mws config`: what holds, where it comes from, and never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runtime.authoring.project.settings import Settings
from runtime.model.limits import Limits, parse_duration, parse_size
from tests.authoring.project.test_read import ALL
from tests.cli.conftest import Mws


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that sets everything, with a secret in the environment."""
    monkeypatch.setenv("TOKEN", "hunter2-the-real-one")
    (folder / "mws.toml").write_text(ALL, "utf-8")
    (folder / "key.txt").write_text("hunter2-in-a-file", "utf-8")
    return folder


def test_without_a_project_the_defaults_hold(mws: Mws) -> None:
    """And they are the ones that a run takes."""
    said = mws("config", "--json").json
    assert said["project"] is None
    assert {one["source"] for one in said["settings"]} == {"default"}
    held = {one["name"]: one["value"] for one in said["run"]}
    assert parse_duration("", held["--deadline"]) == Limits().deadline
    assert parse_size("", held["--memory"]) == Limits().memory
    assert held["--cage"] == "auto"
    assert "No mws.toml here or above" in mws("config").out


def test_every_setting_is_shown_with_where_it_comes_from(mws: Mws, project: Path) -> None:
    """Its line in mws.toml, also from a folder below."""
    said = mws("config", "--json").json
    names = [one["name"] for one in said["settings"]]
    every = []
    for table, field in Settings.model_fields.items():
        keys = [] if field.default is None else type(field.default).model_fields.values()
        every += [f"{table}.{key.alias}" for key in keys] or [table]
    assert names == every
    lines = ALL.splitlines()
    for one in said["settings"]:
        file, line = one["source"].split(":")
        assert file == "mws.toml"
        assert one["name"].rpartition(".")[2] in lines[int(line) - 1]
    options = {one["name"]: one for one in said["run"]}
    assert options["--cpu"]["value"] == "3"
    assert lines[int(options["--cpu"]["source"].split(":")[1]) - 1] == 'cpu = "3"'
    assert options["--dry-run"] == {
        "name": "--dry-run",
        "value": False,
        "source": "default",
        "about": "",
        "note": "",
    }
    assert project.is_dir()


def test_of_a_secret_is_shown_where_it_is_and_whether_it_is_there(
    mws: Mws, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert project.is_dir()
    for said in (mws("config").out, mws("config", "--json").out):
        assert "@env:TOKEN is set" in said
        assert "@file:key.txt is there" in said
        assert "@ask asks on the terminal" in said
        assert "hunter2" not in said
    monkeypatch.delenv("TOKEN")
    (project / "key.txt").unlink()
    said = mws("config").out
    assert "@env:TOKEN is not set" in said
    assert "@file:key.txt is not there" in said


def test_what_it_says_to_machines_keeps_to_its_schema(mws: Mws, project: Path) -> None:
    """With everything set, with nothing, and where mws.toml is wrong."""
    schema = Draft202012Validator(mws("schema", "config").json)
    schema.validate(mws("config", "--json").json)
    (project / "mws.toml").unlink()
    schema.validate(mws("config", "--json").json)
    (project / "mws.toml").write_text("x = 1", "utf-8")
    said = mws("config", "--json")
    assert said.code == 2
    schema.validate(said.json)


def test_what_acts_on_a_terminal_is_escaped(mws: Mws, folder: Path) -> None:
    """A foreign file may say anything that TOML can."""
    (folder / "mws.toml").write_text('[test]\nfolder = "a\u202eb"\n', "utf-8")
    assert "\u202e" not in mws("config").out
