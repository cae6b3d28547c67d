"""Commands in a project start from its mws.toml; what the command line says goes before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Mws

Script = Callable[..., str]
ASKS = """rest.get('https://api.example.com/x').on('complete', function (data) {
    context.data = data;
    done(context);
});"""


@pytest.fixture
def project(folder: Path) -> Callable[[str], None]:
    """`project("[run]")` writes the mws.toml here."""

    def write(text: str) -> None:
        (folder / "mws.toml").write_text(text, "utf-8")

    return write


Project = Callable[[str], None]


def test_a_run_takes_context_world_and_limits_from_the_project(
    mws: Mws, project: Project, script: Script, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a folder below it."""
    project(
        "[run]\ncontext = 'c/mine.json'\nglobals = ['timers']\n[world]\nanswers = 'answers.json'\n"
        "[limits]\nmax-requests = 1\n"
    )
    (folder / "c").mkdir()
    (folder / "c" / "mine.json").write_text('{"who": "Ada"}', "utf-8")
    answers = {"answers": [{"request": "GET https://api.example.com/x", "json": {"a": 1}, "times": 2}]}
    (folder / "answers.json").write_text(json.dumps(answers), "utf-8")
    name = script(f"setTimeout(function () {{ {ASKS} }}, 1);")
    said = mws("run", name, "--json").json
    assert said["context"]["after"] == {"who": "Ada", "data": {"a": 1}}
    below = folder / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert mws("run", f"../{name}", "--json").json["context"]["after"] == {"who": "Ada", "data": {"a": 1}}
    assert mws("run", f"../{name}", "--json", "--max-requests", "0").json["outcome"] == "limit"


def test_the_command_line_goes_before_the_project(mws: Mws, project: Project, script: Script) -> None:
    """One option of the world replaces all that the project says of it, what it opens included."""
    project(
        "[run]\ncontext = '@unassigned'\nstrict = true\n[world]\nanswers = 'not-there.json'\n"
        "[[egress.allow]]\nhost = 'api.getgo.com'\n"
    )
    name = script("context.x = 1; done(context); done(context);")
    said = mws("run", name, "--context", "@assigned-new", "--fake", "goto", "--json").json
    assert said["context"]["before"]["ProvisionedUser"]["MailAddress"] == "ada@example.com"
    assert said["world"] == {"answers": "fake goto (default state)", "live": []}
    assert said["exit_code"] == 3


def test_an_opened_host_is_told_with_the_file_that_opened_it(
    mws: Mws, project: Project, script: Script
) -> None:
    """Nobody has typed it; a write to it needs to be allowed all the same."""
    project("[run]\ncontext = '@assigned-new'\n[[egress.allow]]\nhost = 'api.example.com'\nmethods = ['*']\n")
    said = mws("run", script(ASKS.replace("rest.get", "rest.post")), "--json").json
    assert said["world"]["live"] == ["api.example.com (https) (mws.toml)"]
    assert "needs --yes" in said["requests"][0]["denied"]
    assert said["outcome"] == "denied"


def test_set_on_the_command_line_adds_to_the_projects(
    mws: Mws, project: Project, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(
        "[run]\ncontext = '@assigned-new'\n[secrets]\nmask = ['@env:OTHER']\n"
        "[secrets.set]\n'ProvisionedUser.password' = '@env:TOKEN'\n'ProvisionedUser.pin' = '@env:OTHER'\n"
    )
    monkeypatch.setenv("TOKEN", "hunter2-from-the-project")
    monkeypatch.setenv("OTHER", "hunter3-from-the-project")
    monkeypatch.setenv("MINE", "hunter4-from-me")
    text = "context.n = JSON.stringify(context.ProvisionedUser); done(context);"
    more = ["--set", "ProvisionedUser.FirstName=Grace", "--set", "ProvisionedUser.pin=@env:MINE"]
    said = mws("run", script(text), *more, "--out", "after.json", "--json")
    after = json.loads(Path("after.json").read_text("utf-8"))["ProvisionedUser"]
    assert after["FirstName"] == "Grace"
    assert (after["password"], after["pin"]) == ("hunter2-from-the-project", "hunter4-from-me")
    assert "hunter" not in said.out


def test_a_fork_and_a_replay_that_goes_on_take_their_world_from_the_project(
    mws: Mws, project: Project, script: Script, folder: Path
) -> None:
    """A replay that doesn't go on has none, and isn't disturbed."""
    text = "rest.get('https://api.getgo.com/a').on('complete', function () {"
    name = script(
        f"{text} rest.get('https://api.getgo.com/b').on('complete', function () {{ done(context); }}); }});"
    )
    assert mws("run", name, "--context", "@assigned-new", "--record", "run.jsonl").code == 0
    project("[world]\nfake = ['goto=s.json']\n")
    (folder / "s.json").write_text("[]", "utf-8")
    refused = mws("fork", "run.jsonl", "--at", "2", "--status", "404")
    assert (refused.code, "s.json" in refused.err) == (2, True)
    assert mws("replay", "run.jsonl").code == 0
    changed = ["replay", "run.jsonl", "--set", "x=1", "--on-divergence", "fake"]
    assert "s.json" in mws(*changed).err
    project("[world]\nfake = ['goto=@one-user']\n")
    assert mws("fork", "run.jsonl", "--at", "2", "--status", "404").code == 0
    assert mws(*changed).code == 0


def test_a_wrong_mws_toml_is_told_by_its_line_before_anything_runs(
    mws: Mws, project: Project, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the commands that start from it; --help and others work, and so does doing without it."""
    project("[run]\ncontxt = 'x'\n")
    name = script("done(context);")
    said = mws("run", name, "--context", "@assigned-new")
    assert said.code == 2
    assert said.err == (
        "mws.toml:2: run.contxt is not a setting\n"
        "  Did you mean context? (mws schema project has all keys.)\n"
    )
    assert mws("run", "--help").code == 0
    assert mws("contexts").code == 0
    monkeypatch.setenv("MWS_PROJECT", "none")
    assert mws("run", name, "--context", "@assigned-new").code == 0


def test_an_egress_file_of_tables_in_each_other_is_refused(mws: Mws, script: Script, folder: Path) -> None:
    """What --egress takes is as bounded as the project's own."""
    (folder / "e.toml").write_text("[[egress.allow]]\nhost." + "a." * 10_000 + "a = 1\n", "utf-8")
    said = mws("run", script("done(context);"), "--context", "@assigned-new", "--egress", "e.toml")
    assert said.code == 2
    assert "more than 20 parts" in said.err
