"""What a project gives each command: every setting is honoured, and the command line goes before."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runtime.authoring.project import Project, load
from runtime.authoring.project.option_defaults import HONOURED, option_defaults
from runtime.authoring.project.settings import Settings
from runtime.cli.app import COMMANDS, CONFIGURED
from runtime.model.errors import BadInput
from tests.authoring.project.test_read import ALL
from tests.paths import ROOT

RUNTIME = ROOT / "runtime"
Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`make("[run]")`: a project with this mws.toml, in which we are, with the files that are named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "a-secret-that-is-set")

    def project(text: str, *files: str) -> Project:
        (tmp_path / "mws.toml").write_text(text, "utf-8")
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("{}", "utf-8")
        return load(tmp_path / "mws.toml")

    return project


def options(project: Project, command: str, *arguments: str) -> dict[str, Any]:
    """What a project gives, by parameter."""
    return {one.parameter: one.value for one in option_defaults(project, command, arguments)}


@pytest.fixture
def full_project(make: Make) -> Project:
    return make(ALL, "answers.json", "key.txt")


def test_every_option_that_a_project_sets_is_one_of_the_command(full_project: Project) -> None:
    """By its parameter's name, which is what typer's default_map goes by."""
    assert set(HONOURED) == CONFIGURED
    for command in HONOURED:
        module, _, function = COMMANDS[command].partition(":")
        parameters = inspect.signature(
            getattr(importlib.import_module(f"runtime.cli.{module}"), function)
        ).parameters
        for then in ("fake", "live"):
            names = {
                one.parameter for one in option_defaults(full_project, command, ["--on-divergence", then])
            }
            assert names, command
            assert names <= set(parameters), command


def settings() -> Iterator[tuple[str, str]]:
    """Each setting: its table and the name of its field."""
    for table, field in Settings.model_fields.items():
        model = type(field.default)
        for key in getattr(model, "model_fields", {"": None}):
            yield table, key


def attributes(table: str) -> set[str]:
    """Which of a table's settings are read anywhere: `….check.files`, or `check.files` of a local name."""
    found = set()
    for file in RUNTIME.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                inner = node.value
                name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
                if name == table:
                    found.add(node.attr)
    return found


@pytest.mark.parametrize(("table", "key"), list(settings()))
def test_no_setting_is_dead(full_project: Project, table: str, key: str) -> None:
    """A command starts from it, or reads it; a command that isn't there yet is waited for."""
    honoured = {one.keys for command in HONOURED for one in option_defaults(full_project, command)}
    keys = (table, key.rstrip("_").replace("_", "-")) if key else (table,)
    if keys in honoured:
        return
    if table not in COMMANDS:
        pytest.skip(f"there is no mws {table} yet")
    assert key in attributes(table)


def test_what_a_run_starts_from(full_project: Project) -> None:
    """All of it, as the options take it."""
    assert options(full_project, "run") == {
        "context": "@assigned-new",
        "globals_": ["timers"],
        "strict": True,
        "fake": ["goto=@one-user"],
        "state": "state.json",
        "world": "answers.json",
        "map_": ["api.example.com=http://127.0.0.1:8080"],
        "egress": "mws.toml",
        "proxy": "http://proxy.example.com:3128",
        "deadline": "1m",
        "after_done": "500ms",
        "cpu": "3",
        "memory": "32M",
        "max_requests": 5,
        "max_response": "1k",
        "max_recording": "1 MiB",
        "set_": ["OAuth2ProtocolConfiguration.access_token=@env:TOKEN"],
        "secret": ["@ask", "@file:key.txt"],
    }


def test_a_fork_keeps_the_limits_of_its_recording(full_project: Project) -> None:
    """And its context: only what answers is the project's."""
    assert set(options(full_project, "fork")) == {"fake", "state", "world", "map_", "egress", "proxy"}


def test_a_replay_has_a_world_only_where_it_goes_on(full_project: Project) -> None:
    """With that kind of world that it is to go on with."""
    assert options(full_project, "replay") == {}
    assert set(options(full_project, "replay", "--on-divergence", "fake")) == {"fake", "state"}
    assert set(options(full_project, "replay", "--on-divergence=live")) == {"map_", "egress", "proxy"}
    assert options(full_project, "replay", "--on-divergence", "stop") == {}


@pytest.mark.parametrize("option", ["--fake=goto", "--world", "--live", "--map", "--egress"])
def test_an_option_of_the_world_replaces_all_that_the_project_says_of_it(
    full_project: Project, option: str
) -> None:
    """So that a run against a fake never reaches a host that the project has opened."""
    left = set(options(full_project, "run", option, "x"))
    assert left.isdisjoint({"fake", "state", "world", "map_", "egress"})
    assert ("proxy" in left) == (option in {"--live", "--map", "--egress"})
    assert {"context", "cpu"} <= left


def test_a_proxy_alone_is_no_reason_to_refuse_a_run(make: Make) -> None:
    """It is for the day on which a host is opened."""
    project = make("[world]\nproxy = 'http://proxy.example.com:3128'\n")
    assert options(project, "run") == {}
    assert set(options(project, "run", "--live", "api.example.com")) == {"proxy"}


def test_paths_begin_at_the_projects_folder(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those inside other values."""
    text = (
        "[run]\ncontext = 'c/x.json'\n[world]\nfake = ['goto=c/s.json']\nstate = 'k.json'\n"
        "answers = 'a.json'\n[secrets]\nmask = ['@file:c/key']\n[secrets.set]\n'a' = '@file:c/key'\n"
    )
    project = make(text, "c/x.json", "c/s.json", "a.json", "c/key")
    below = project.folder / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    up = Path("..")
    assert options(project, "run") == {
        "context": str(up / "c/x.json"),
        "fake": [f"goto={up / 'c/s.json'}"],
        "state": str(up / "k.json"),
        "world": str(up / "a.json"),
        "set_": [f"a=@file:{up / 'c/key'}"],
        "secret": [f"@file:{up / 'c/key'}"],
    }


MISSING = {
    "[run]\ncontext = 'x.json'": "run.context: there is no file x.json",
    "[world]\nanswers = 'last'": "world.answers: there is no file last",
    "[world]\nfake = ['goto=x.json']": "world.fake: there is no file x.json",
    "[secrets]\nmask = ['@file:x']": "secrets.mask: there is no file x",
    "[secrets.set]\n'a.b' = '@env:NOT_SET_HERE'": "secrets.set.a.b: the environment variable NOT_SET_HERE",
}


@pytest.mark.parametrize("text", MISSING)
def test_what_is_named_and_is_not_there_is_told_with_the_line(make: Make, text: str) -> None:
    """It is the project that named it, not an option."""
    with pytest.raises(BadInput) as caught:
        option_defaults(make(text), "run")
    assert caught.value.where == "mws.toml:2"
    assert MISSING[text] in caught.value.problem


def test_what_the_command_line_says_itself_need_not_be_there(make: Make) -> None:
    """A context, and a secret at the same place, however its path is written."""
    text = "[run]\ncontext = 'x.json'\n[secrets.set]\n'a.b' = '@env:NOT_SET_HERE'\n"
    project = make(text)
    for context in (["--context", "y.json"], ["-c", "y.json"], ["-cy.json"], ["--context=y.json"]):
        assert options(project, "run", *context, "--set", 'a["b"]=@ask') == {}


def test_a_file_may_not_lead_out_of_the_project_by_a_link(make: Make, tmp_path: Path) -> None:
    """Somebody's project could otherwise read what is yours."""
    project = make("[run]\ncontext = 'x.json'\n")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.json"
    outside.write_text("{}", "utf-8")
    try:
        (project.folder / "x.json").symlink_to(outside)
    except OSError:  # Windows asks for a right to make links
        pytest.skip("no link can be made here")
    with pytest.raises(BadInput, match="leads out of the project's folder"):
        option_defaults(project, "run")


def test_nothing_that_a_person_has_to_allow_is_a_setting() -> None:
    """Writes without being asked, a weaker cage, a run that isn't recorded: for whoever runs it to say."""
    names = {key for _, key in settings()}
    assert names.isdisjoint({"yes", "cage", "no_record", "record", "out", "allow_private"})
