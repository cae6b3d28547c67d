"""A case in a project: what it says nothing of is as mws.toml says, but for the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.authoring.cases import read_cases
from runtime.authoring.cases.schema import CaseTable

PROJECT = """\
[run]
globals = ["timers"]

[world]
answers = "answers.json"

[limits]
deadline = "7s"
cpu = "3s"

[[egress.allow]]
host = "api.example.com"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that says all of it, and where we are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mws.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "tests" / "one").mkdir(parents=True)
    return tmp_path


def read_case(text: str) -> CaseTable:
    file = Path("tests", "one", "case.toml")
    file.write_text(f'script = "a.js"\ncontext = "@assigned-new"\n{text}', "utf-8")
    (case,) = read_cases(file)
    assert Path("mws.toml").absolute() in case.files
    return case.table


def test_it_answers_limits_and_gives_as_the_project_says(project: Path) -> None:
    """From wherever the case lies."""
    table = read_case("")
    assert table.world is not None
    assert table.world.answers == str(project / "answers.json")
    assert (table.limits.deadline, table.limits.cpu) == ("7s", "3s")
    assert table.globals == ["timers"]


def test_what_the_case_says_goes_before(project: Path) -> None:
    """Limits one by one, a world as a whole."""
    table = read_case('globals = []\nlimits = { cpu = "1s" }\nworld = { fake = "goto" }')
    assert table.world is not None
    assert (table.world.fake, table.world.answers) == ("goto", None)
    assert (table.limits.deadline, table.limits.cpu) == ("7s", "1s")
    assert table.globals == []
    assert project.is_dir()


def test_a_fake_may_begin_from_the_projects_state(project: Path) -> None:
    """A file of its own, or a shipped one."""
    for written, state in (("goto=s.json", str(project / "s.json")), ("goto=@one-user", "@one-user")):
        (project / "mws.toml").write_text(f'[world]\nfake = ["{written}"]\n', "utf-8")
        world = read_case("").world
        assert world is not None
        assert (world.fake, world.state) == ("goto", state)


def test_a_project_that_names_no_world_changes_none(project: Path) -> None:
    """The fake goto answers, as outside of any; no host is open by [egress]."""
    (project / "mws.toml").write_text('[[egress.allow]]\nhost = "api.example.com"\n', "utf-8")
    assert read_case("").world is None
    assert read_case("").globals == []
