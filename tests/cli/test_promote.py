"""`mws promote`: a recorded run becomes a test, which fails once the script does something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.authoring.cases import promote as promoting
from tests.cli.conftest import Mws
from tests.paths import RECORDINGS

RECORDINGS = RECORDINGS / "v2"
# Recordings of every outcome; the one without an end of its own can't become a test.
PROMOTED = sorted(file.stem for file in RECORDINGS.glob("*.jsonl") if file.stem != "interrupted")
Write = Callable[..., str]

SCRIPT = """var url = 'https://api.example.com/users';
rest.postJson(url, {name: 'Ada', nothing: null}, {headers: {'X-Team': 'Ops'}})
    .on('complete', function (data) {
        context.id = data.id;
        done(context);
    });
"""
ANSWERS = '{"answers": [{"request": "* https://api.example.com/*", "times": "always", "json": {"id": 7}}]}'


@pytest.fixture
def project(mws: Mws, script: Write, folder: Path) -> Path:
    """A project with a script, and a test of one run of it."""
    script(SCRIPT, "workflows/a.js")
    (folder / "answers.json").write_text(ANSWERS, "utf-8")
    world = ("--context", "@assigned-new", "--world", "answers.json")
    assert mws("run", "workflows/a.js", *world).code == 0
    said = mws("promote", "last", "tests/users")
    assert said.code == 0, said.err
    assert "passed    users" in said.out
    return folder


@pytest.mark.parametrize("name", PROMOTED)
def test_every_outcome_can_be_a_test(mws: Mws, folder: Path, name: str) -> None:
    """It passes, also the next time; secrets stay masked."""
    said = mws("promote", str(RECORDINGS / f"{name}.jsonl"), f"tests/{name}")
    assert said.code == 0, said.err
    again = mws("test")
    assert again.code == 0, again.out
    assert "SAMPLE-access-token" not in "".join(
        file.read_text("utf-8") for file in (folder / "tests" / name).iterdir()
    )


def test_a_run_that_was_stopped_is_refused(mws: Mws, folder: Path) -> None:
    """Nobody knows what it would have done; nothing is left of the attempt."""
    said = mws("promote", str(RECORDINGS / "interrupted.jsonl"), "tests/a")
    assert said.code == 2
    assert "was interrupted" in said.err
    assert "Run the script again." in said.err
    assert not (folder / "tests").exists()


def test_it_says_what_the_run_did(project: Path) -> None:
    """In the form in which an author would have."""
    text = (project / "tests" / "users" / "case.toml").read_text("utf-8")
    assert 'script = "../../workflows/a.js"\ncontext = "context.json"\n' in text
    assert '[world]\nanswers = "answers.json"\n' in text
    assert '[expect]\noutcome = "done"\nexact = true\n' in text
    assert "[expect.context]\nonly = true\n\n[expect.context.set]\nid = 7\n" in text
    assert 'request = "POST https://api.example.com/users"\nheaders = { X-Team = "Ops"' in text
    assert '{\n  "name": "Ada",\n  "nothing": null\n}' in text


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("/users'", "/people'", "was never made"),
        (", {headers: {'X-Team': 'Ops'}}", "", "header X-Team"),
        ("'Ops'", "'Dev'", "header X-Team"),
        ("name: 'Ada', ", "", "$.name"),
        ("nothing: null", "nothing: null, more: 1", "$.more"),
        ("postJson", "putJson", "was never made"),
        ("done(context);", "", "never-done"),
        ("context.id = data.id", "context.no = data.id", "context"),
        ("context.id = data.id", "context.id = data.id; rest.get(url).on('complete', function () {})", "GET"),
        ("done(context);", "done(context); done(context);", "done-again"),
        ("context.id = data.id", "throw new Error('no')", "threw"),
    ],
)
def test_it_fails_when_the_script_does_something_else(
    mws: Mws, script: Write, project: Path, before: str, after: str, told: str
) -> None:
    script(SCRIPT.replace(before, after), "workflows/a.js")
    said = mws("test")
    assert said.code == 1, said.out
    assert told in said.out
    assert project.is_dir()


def test_it_holds_when_only_the_form_changes(mws: Mws, script: Write, project: Path) -> None:
    """The order of keys, names, lines."""
    script(SCRIPT.replace("name: 'Ada', nothing: null", "nothing: null, name: 'Ada'"), "workflows/a.js")
    assert mws("test").code == 0
    assert project.is_dir()


def test_nothing_is_overwritten(mws: Mws, project: Path) -> None:
    """A folder that has something in it stays as it is."""
    before = {file: file.read_bytes() for file in (project / "tests" / "users").iterdir()}
    said = mws("promote", "last", "tests/users")
    assert said.code == 2
    assert "tests/users: is there already" in said.err
    assert {file: file.read_bytes() for file in (project / "tests" / "users").iterdir()} == before


def test_a_script_that_has_changed_since_is_copied(mws: Mws, script: Write, project: Path) -> None:
    """The test is of the one that ran."""
    script(f"// another\n{SCRIPT}", "workflows/a.js")
    assert mws("promote", "last", "tests/second").code == 0
    assert (project / "tests" / "second" / "a.js").read_text("utf-8") == SCRIPT


def test_what_a_list_of_answers_cannot_say_is_answered_by_the_recording(
    mws: Mws, script: Write, folder: Path
) -> None:
    """A copy of it lies in the folder then."""
    script("rest.get('https://api.getgo.com/a b').on('complete', function () { done(context); });")
    assert mws("run", "a.js", "--context", "@assigned-new", "--record", "r.jsonl").code == 0
    before, answered = '"event": "Responded", "request": 1, ', '"version": "1.0", '
    text = (folder / "r.jsonl").read_text("utf-8")
    assert before in text
    (folder / "r.jsonl").write_text(text.replace(before, before + answered), "utf-8")
    assert mws("promote", "r.jsonl", "tests/a").code == 0
    assert (folder / "tests" / "a" / "recording.jsonl").exists()
    assert 'recording = "recording.jsonl"' in (folder / "tests" / "a" / "case.toml").read_text("utf-8")


def test_a_run_that_does_not_come_again_is_refused(mws: Mws, script: Write, folder: Path) -> None:
    """Such as one that asks for what it has computed on a secret; with the way out, and nothing left."""
    text = """var t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token, n = 0;
    for (var i = 0; i < t.length; i++) n += t.charCodeAt(i) * i;
    rest.get('https://api.getgo.com/' + n).on('complete', function () { done(context); });"""
    script(text)
    assert mws("run", "a.js", "--context", "@assigned-new", "--record", "r.jsonl").code == 0
    said = mws("promote", "r.jsonl", "tests/a")
    assert said.code == 2
    assert "doesn't happen again from its answers (it may compute on a secret that is masked)" in said.err
    assert "docs/testing.md" in said.err
    assert not (folder / "tests").exists()


def test_what_somebody_else_puts_into_the_folder_stays(
    mws: Mws, script: Write, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt ends, and takes back only what it has made."""
    script(f"// another\n{SCRIPT}", "workflows/a.js")
    other = project / "tests" / "second" / "context.json"

    def put(text: str) -> str:
        other.write_text("mine", "utf-8")
        return text

    monkeypatch.setattr(promoting, "_context", put)
    said = mws("promote", "last", "tests/second")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        f"{Path('tests/second/context.json')}: is there already",
    )
    assert [(one.name, one.read_text("utf-8")) for one in other.parent.iterdir()] == [
        ("context.json", "mine")
    ]


@pytest.mark.parametrize(
    ("recorded", "copied"), [("con.js", "script.js"), ("a\nb.js", "a-b.js"), ("..", "script.js")]
)
def test_a_copied_script_has_a_name_that_every_system_takes(
    mws: Mws, script: Write, folder: Path, recorded: str, copied: str
) -> None:
    """A recording may come from anybody, and its script may be called anything."""
    script("done(context);", "x.js")
    assert mws("run", "x.js", "--context", "@assigned-new", "--record", "r.jsonl").code == 0
    text = (folder / "r.jsonl").read_text("utf-8")
    head, _, rest = text.partition("\n")
    facts = json.loads(head)
    facts["script"]["name"] = recorded
    (folder / "r.jsonl").write_text(f"{json.dumps(facts)}\n{rest}", "utf-8")
    said = mws("promote", "r.jsonl", "tests/a")
    assert said.code == 0, said.err
    assert (folder / "tests" / "a" / copied).is_file()
