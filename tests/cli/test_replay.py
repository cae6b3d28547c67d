"""`mws replay` and `mws fork`, as they are called."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runtime.recording.chain import Chain
from tests.cli.conftest import Mws
from tests.paths import RECORDINGS, ROOT

Write = Callable[..., str]
V2 = RECORDINGS / "v2"
NEW = ("--context", "@assigned-new")
HASHING = V2 / "computes-on-a-secret.jsonl"


def test_the_last_run_is_replayed_without_a_word_more(mws: Mws) -> None:
    """Nobody has to look for a name."""
    assert mws("run", "@goto-provision", *NEW, "-q").code == 0
    said = mws("replay")
    assert said.code == 0
    assert said.out.startswith("identical  done, as recorded  ")
    assert mws("replay", "last", "--repeat", "3").out.startswith("identical  done, as recorded, 3 times")


def test_every_outcome_is_replayed_to_that_outcome(mws: Mws) -> None:
    """A folder of them, two at a time, one line each."""
    said = mws("replay", str(V2), "--jobs", "2")
    lines = said.out.splitlines()
    expected = len(list(V2.glob("*.jsonl")))
    assert lines[-1].startswith(f"{expected - 1} of {expected} identical")
    assert said.code == 19
    assert [line.split()[1] for line in lines if line.startswith("identical")].count("deadline") == 1


def test_machines_get_one_object(mws: Mws) -> None:
    """Of one recording as of many."""
    one = mws("replay", str(V2 / "done.jsonl"), "--json").json
    assert one["identical"] is True
    assert [(r["outcome"], r["times"], r["divergence"]) for r in one["replays"]] == [("done", 1, None)]
    many = mws("replay", str(V2), "--json").json
    assert many["identical"] is False
    assert [Path(r["recording"]).stem for r in many["replays"] if not r["identical"]] == [HASHING.stem]


def test_what_machines_get_keeps_to_its_schema(mws: Mws, folder: Path) -> None:
    """Of one that is identical, of one that isn't, of a fork, and of a refusal."""
    schema = Draft202012Validator(mws("schema", "replay").json)
    (folder / "a.jsonl").write_text("hello\n", encoding="utf-8")
    for words in (
        ("replay", str(V2)),
        ("replay", "a.jsonl", str(HASHING)),
        ("fork", str(HASHING), "--at", "2"),
        ("replay", str(V2 / "done.jsonl"), "--set", "ProvisionedUser.FirstName=Ben"),
        ("fork", str(V2 / "done.jsonl"), "--at", "9", "--fail", "cut"),
    ):
        schema.validate(mws(*words, "--json").json)


def test_the_recorded_script_in_a_file_is_replayed_as_it_was(mws: Mws, folder: Path) -> None:
    """So that what it depends on is said; and beside each of many stands what there is to know of it."""
    text = json.loads(HASHING.read_text("utf-8").partition("\n")[0])["script"]["text"]
    (folder / "same.js").write_text(text, encoding="utf-8", newline="")
    for words in (("--script", "same.js"), ("--exact",)):
        assert "it depends on a masked secret" in mws("replay", str(HASHING), *words).out
    (folder / "cut.jsonl").write_bytes((V2 / "done.jsonl").read_bytes()[:-3000])
    said = mws("replay", "cut.jsonl", str(V2 / "done.jsonl"))
    assert said.out.splitlines()[1].startswith("           the recording breaks off")


def test_a_script_that_computes_on_a_secret_is_replayed_with_it(
    mws: Mws, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says what it depends on, and which option helps; three ways lead there."""
    said = mws("replay", str(HASHING))
    assert said.code == 19
    assert "because   it depends on a masked secret" in said.out
    assert "--secrets-from" in said.out
    context = mws("contexts", "assigned-new").out
    (folder / "ctx.json").write_text(context, encoding="utf-8")
    token = json.loads(json.loads(context)["OAuth2ProtocolConfiguration"])["access_token"]
    monkeypatch.setenv("CONTEXT", context)
    monkeypatch.setenv("TOKEN", token)
    for source in ("ctx.json", "@env:CONTEXT", "@env:TOKEN"):
        again = mws("replay", str(HASHING), "--secrets-from", source)
        assert again.code == 0, again
        assert token not in again.out + again.err


def test_a_secret_on_the_command_line_is_refused_untold(mws: Mws) -> None:
    """Others could read it there."""
    said = mws("replay", str(HASHING), "--secrets-from", '{"a": "kP4vX9qLw2Tz7RbN"}')
    assert said.code == 2
    assert "kP4vX9qLw2Tz7RbN" not in said.err
    assert "@env:NAME" in said.err


def test_a_changed_script_is_explained_where_it_asks_for_something_else(mws: Mws, folder: Path) -> None:
    """With its line, the recorded line, and the field."""
    text = mws("scripts", "goto-provision").out
    (folder / "new.js").write_text("\n" + text.replace("en_US", "de_DE"), encoding="utf-8", newline="")
    said = mws("replay", str(V2 / "done.jsonl"), "--script", "new.js")
    assert said.code == 19
    assert "diverged  new.js:56:10: request 2 asks for something else" in said.out
    assert "(goto-provision.js:55:10), line 7" in said.out
    assert '~ body.users[0].locale  "en_US" -> "de_DE"' in said.out
    found = mws("replay", str(V2 / "done.jsonl"), "--script", "new.js", "--json").json["replays"][0]
    assert (found["divergence"]["kind"], found["divergence"]["request"]) == ("changed", 2)


def test_a_changed_value_is_set_as_in_a_run_and_the_fake_can_go_on(mws: Mws) -> None:
    """The exit code is then that of the run's outcome."""
    change = ("--set", "ProvisionedUser.FirstName=Ben")
    assert mws("replay", str(V2 / "done.jsonl"), *change).code == 19
    said = mws("replay", str(V2 / "done.jsonl"), *change, "--on-divergence", "fake")
    assert said.code == 0
    assert '~ body.users[0].firstName  "Ada" -> "Ben"' in said.out
    assert "then fake goto" in said.out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--on-divergence", "live"), "needs a host that is open"),
        (("--live", "api.getgo.com"), "stops, so that no world is needed"),
        (("--on-divergence", "fake", "--live", "api.getgo.com"), "opens no host"),
        (("--script", "missing.js"), "no such file"),
        (("--repeat", "2", "--set", "a=1"), "is for a recording as it was"),
        (("--cpu", "soon"), "is not a time"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: tuple[str, ...], problem: str, mws: Mws
) -> None:
    """Before anything runs."""
    said = mws("replay", str(V2 / "done.jsonl"), *options)
    assert said.code == 2
    assert problem in said.err


def test_what_can_not_be_read_is_told_among_many_and_the_others_go_on(mws: Mws, folder: Path) -> None:
    """With exit code 2."""
    (folder / "a.jsonl").write_text("hello\n", encoding="utf-8")
    (folder / "b.jsonl").write_bytes((V2 / "done.jsonl").read_bytes())
    said = mws("replay", "a.jsonl", "b.jsonl")
    assert said.code == 2
    assert said.out.splitlines()[0].startswith("unreadable a.jsonl:1: not a line of JSON")
    assert said.out.splitlines()[1].startswith("identical  done")


def test_a_recording_that_was_edited_or_cut_says_so_before_it_starts(mws: Mws, folder: Path) -> None:
    """And so does one of another engine."""
    data = (V2 / "done.jsonl").read_bytes()
    (folder / "cut.jsonl").write_bytes(data[:-3000])
    said = mws("replay", "cut.jsonl")
    assert said.code == 0
    assert said.out.startswith("note      the recording breaks off")
    engine = json.loads(data.split(b"\n")[0])["versions"]["engine"].encode()
    (folder / "other.jsonl").write_bytes(data.replace(engine, b"quickjs 1.0", 1))
    other = mws("replay", "other.jsonl").out
    assert "it was edited after its run (line 1 of the file)" in other
    assert "it was recorded with engine quickjs 1.0 (here " in other


def test_another_system_is_named_where_nothing_else_explains_a_difference(mws: Mws, folder: Path) -> None:
    """Its mathematics may differ in a last digit; that is no reason to warn before anything has differed."""
    lines = (V2 / "transformation.jsonl").read_text("utf-8").splitlines(keepends=True)
    head = json.loads(lines[0])
    del head["chain"]
    head["versions"]["platform"] = "elsewhere"
    head["seed"] = [1, 2, 3, 4]
    chain, end = Chain(), json.loads(lines[-1])
    del end["chain"]
    end["end"]["masked"] = False
    entries = [json.loads(line) for line in lines[1:-1]]
    for entry in entries:
        del entry["chain"]
    text = "".join(f"{chain.seal(json.dumps(one))}\n" for one in (head, *entries, end))
    (folder / "other.jsonl").write_text(text, encoding="utf-8")
    said = mws("replay", "other.jsonl")
    assert "note" not in said.out
    assert "because   it was recorded on elsewhere (here " in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("replay", str(V2 / "done.jsonl"), "--exact", "--on-divergence", "live"),
        ("fork", str(V2 / "done.jsonl"), "--at", "9", "--status", "500"),
    ],
)
def test_who_would_send_stand_ins_to_a_live_service_is_told_before_it_starts(
    words: tuple[str, ...], mws: Mws
) -> None:
    """Afterwards they would have been sent."""
    said = mws(*words, "--live", "api.example.com")
    assert said.out.startswith("note      its secrets are stand-ins, which a live service will refuse")
    assert said.out.count("stand-ins") == 1


def test_one_that_was_cut_within_a_turn_is_identical_as_far_as_it_goes(mws: Mws, folder: Path) -> None:
    """Where the whole script runs to its end in the turn of which the rest is missing."""
    lines = (V2 / "done.jsonl").read_bytes().splitlines(keepends=True)
    last = max(n for n, line in enumerate(lines) if b'"event": "Received"' in line)
    (folder / "cut.jsonl").write_bytes(b"".join(lines[: last + 1]))
    said = mws("replay", "cut.jsonl")
    assert said.code == 0
    assert said.out.splitlines()[-1].startswith("identical  as far as it was recorded  ")


def test_exact_shows_what_no_service_minds(mws: Mws, script: Write) -> None:
    """It is all that differs, and what was asked for."""
    text = """rest.get('https://api.getgo.com/admin/rest/v1/me', {headers: {'%s': '1'}})
        .on('complete', function () { done(context); });"""
    assert mws("run", script(text % "X-One"), *NEW).code == 0
    new = script(text % "x-one", "new.js")
    assert mws("replay", "last", "--script", new, "-q").code == 0
    said = mws("replay", "last", "--script", new, "--exact", "-q")
    assert said.code == 19
    assert ", X-One, Content-Length" in said.out
    assert ", x-one, Content-Length" in said.out


def test_a_replay_has_no_client(folder: Path) -> None:
    """No socket is made but pairs, and no HTTP package is loaded: nothing could reach a network."""
    watch = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, family=-1, *more, **named):
        if family not in (-1, socket.AF_UNIX) :
            raise SystemExit(f"a socket of {family}")
        super().__init__(family, *more, **named)
    def connect(self, *where):
        raise SystemExit(f"a connection to {where}")
socket.socket = Refused
socket.getaddrinfo = None
sys.argv = ["mws", "replay", *sys.argv[1:]]
from runtime.cli import call
code = call(sys.argv[1:])
loaded = {name.partition(".")[0] for name in sys.modules}
worlds = {name for name in sys.modules if name.startswith("runtime.world.")}
print(code, sorted(loaded & {"httpx", "httptools", "httpcore", "starlette"}), sorted(worlds))
"""
    done = subprocess.run(
        [sys.executable, "-c", watch, str(V2 / "done.jsonl")],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "0 [] ['runtime.world.remaining']", done


def test_a_fork_is_recorded_and_is_the_last_run_then(mws: Mws, folder: Path) -> None:
    """By its parent's name it can be followed back."""
    said = mws("fork", str(V2 / "done.jsonl"), "--at", "9", "--status", "401")
    assert said.code == 0
    assert "401 Unauthorized" in said.out
    assert "failed-unseen" in said.out
    recording = next((folder / ".mws" / "runs").glob("*.jsonl"))
    head = json.loads(recording.read_text("utf-8").partition("\n")[0])
    assert (head["parent"]["name"], head["parent"]["at"]) == ("done.jsonl", 8)
    assert "up to line 9, answered with status 401, then fake goto" in head["world"]
    assert mws("replay").code == 0


def test_a_fork_gives_the_answer_in_a_file(mws: Mws, folder: Path) -> None:
    """Written as in docs/answers.md."""
    (folder / "answer.json").write_text(
        '{"status": 409, "json": {"errorCode": "conflict"}}', encoding="utf-8"
    )
    said = mws("fork", str(V2 / "done.jsonl"), "--at", "9", "--answer", "answer.json", "--json")
    report = said.json["replays"][0]["report"]
    assert report["requests"][1]["response"]["body"]["text"] == '{"errorCode": "conflict"}'
    (folder / "answer.json").write_text('{"states": 409}', encoding="utf-8")
    wrong = mws("fork", str(V2 / "done.jsonl"), "--at", "9", "--answer", "answer.json")
    assert wrong.code == 2
    assert "answer.json: $.states" in wrong.err


def break_off(folder: Path) -> None:
    """A recording that breaks off behind its second request: `broken.jsonl`."""
    lines = (V2 / "done.jsonl").read_text("utf-8").splitlines(keepends=True)
    sent = [number for number, line in enumerate(lines) if '"SendRequest"' in line]
    (folder / "broken.jsonl").write_text("".join(lines[: sent[1] + 1]), encoding="utf-8", newline="")


def test_an_open_request_is_named_and_is_given_what_came_back(mws: Mws, folder: Path) -> None:
    """It is not sent by itself."""
    break_off(folder)
    refused = mws("fork", "broken.jsonl")
    assert refused.code == 2
    assert "request 2 (POST https://api.getgo.com/" in refused.err
    assert "is open: it was sent, and broken.jsonl has no answer to it" in refused.err
    assert "--send" in refused.err
    said = mws("fork", "broken.jsonl", "--status", "401", "--json").json["replays"][0]
    assert said["report"]["requests"][1]["response"]["status"] == 401
    assert "up to its end, answered with status 401, then" in said["report"]["world"]["answers"]


def test_an_open_request_that_never_left_is_sent(mws: Mws, folder: Path) -> None:
    """To the fake, if nothing else is said."""
    break_off(folder)
    said = mws("fork", "broken.jsonl", "--send", "--json")
    assert said.code == 0
    assert said.json["replays"][0]["report"]["outcome"] == "done"


def test_a_replay_that_meets_an_open_request_says_what_to_do(mws: Mws, folder: Path) -> None:
    """It ends there."""
    break_off(folder)
    said = mws("replay", "broken.jsonl", "--on-divergence", "fake")
    assert said.code == 19
    assert "request 2 is open: it was sent, and the recording has no answer to it" in said.out
    assert "mws fork broken.jsonl --at 7 --status STATUS" in said.out
    assert "mws fork broken.jsonl --at 7 --send" in said.out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ((), "has an end and no open request"),
        (("--at", "9", "--send"), "request 2 has one"),
        (("--at", "2", "--status", "401", "--fail", "cut"), "gives one answer"),
        (("--at", "3", "--status", "401"), "is not an answer"),
        (("--at", "9", "--fail", "sometimes"), "--fail"),
        (("--at", "9", "--status", "99"), "--status"),
        (("--at", "9", "--record", "x", "--no-record"), "--no-record"),
    ],
)
def test_a_fork_that_can_not_be_is_refused(
    options: tuple[str, ...], problem: str, mws: Mws, folder: Path
) -> None:
    """And leaves nothing behind."""
    said = mws("fork", str(V2 / "done.jsonl"), *options)
    assert said.code == 2
    assert problem in said.err
    assert not (folder / ".mws" / "runs").exists()
