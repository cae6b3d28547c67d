"""`mws run --world`: canned answers, an archive or a recording, told apart by what is in the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CommandResult, Mws
from tests.paths import HARS, RECORDINGS

Write = Callable[..., str]
V2 = RECORDINGS / "v2"
PROVISION = ("run", "@goto-provision", "--context", "@assigned-new", "--json")


def summarize(said: CommandResult) -> dict[str, Any]:
    """What a run came to and asked for, without times and the names of files."""
    asked = [
        {key: value for key, value in request.items() if key not in {"sent", "took"}}
        for request in said.json["requests"]
    ]
    return {"outcome": said.json["outcome"], "context": said.json["context"], "requests": asked}


@pytest.fixture
def first(mws: Mws, folder: Path) -> CommandResult:
    """A provisioning run, recorded in r.jsonl, with the stand-ins of this folder."""
    said = mws(*PROVISION)
    shutil.copy(said.json["recording"], folder / "r.jsonl")
    return said


def test_a_recording_answers_as_it_did(mws: Mws, first: CommandResult) -> None:
    """The same outcome, the same requests, the same answers."""
    again = mws(*PROVISION, "--world", "r.jsonl")
    assert summarize(again) == summarize(first)
    assert again.json["world"]["answers"] == "answers from the recording r.jsonl"


def test_a_recording_is_found_by_its_short_name(mws: Mws) -> None:
    """As by other commands."""
    first = mws(*PROVISION)
    short = Path(first.json["recording"]).stem.rpartition("_")[2]
    assert summarize(mws(*PROVISION, "--world", short)) == summarize(first)


def test_an_exported_archive_answers_as_the_recording_did(mws: Mws, first: CommandResult) -> None:
    """As it is, and as a file of answers."""
    assert mws("export", "har", "r.jsonl", "-o", "r.har").code == 0
    assert mws("import", "har", "r.har", "-o", "answers.json").code == 0
    for world in ("r.har", "answers.json"):
        assert summarize(mws(*PROVISION, "--world", world)) == summarize(first)


def test_what_a_file_is_its_content_tells(mws: Mws, first: CommandResult, folder: Path) -> None:
    """Not its name."""
    mws("export", "har", "r.jsonl", "-o", "answers.json")
    Path("r.jsonl").rename(folder / "recording.har")
    assert summarize(mws(*PROVISION, "--world", "answers.json")) == summarize(first)
    assert summarize(mws(*PROVISION, "--world", "recording.har")) == summarize(first)


def test_another_script_is_denied_what_was_not_asked_for(
    mws: Mws, first: CommandResult, script: Write
) -> None:
    """And told which option would open it."""
    assert first.code == 0
    name = script("rest.get('https://api.example.com/').on('complete', function () { done(context); });")
    said = mws("run", name, "--context", "@assigned-new", "--world", "r.jsonl", "--json")
    assert (said.code, said.json["outcome"]) == (17, "denied")
    (request,) = said.json["requests"]
    assert request["denied"] == (
        "r.jsonl has no answer to GET https://api.example.com/: it was not recorded. "
        "To reach the real one: --live api.example.com; to answer by hand: --world ANSWERS.json"
    )


FAILING = """
    var urls = ['refused', 'timeout', 'reset', 'cut', 'never'];
    context.got = [];
    (function next() {
        if (!urls.length) return done(context);
        var url = urls.shift();
        var options = {timeout: url === 'never' ? 100 : 60000};
        rest.get('https://api.example.com/' + url, options).on('complete', function (e) {
            context.got.push(e.code || 'none');
            next();
        }).on('timeout', function () { context.got.push('timeout'); next(); });
    })();
"""


def test_failures_are_as_they_were(mws: Mws, script: Write, folder: Path) -> None:
    """From a recording exactly, and in an archive by what is said of them."""
    listed = [
        {"request": f"GET https://api.example.com/{fail}", "fail": fail}
        for fail in ("refused", "timeout", "reset", "cut", "never")
    ]
    (folder / "answers.json").write_text(json.dumps({"answers": listed}), "utf-8")
    order = ("run", script(FAILING), "--context", "@assigned-new", "--json")
    first = mws(*order, "--world", "answers.json")
    wanted = ["ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "ECONNRESET", "timeout"]
    assert first.json["context"]["after"]["got"][:5] == wanted
    recording = first.json["recording"]
    mws("export", "har", recording, "-o", "r.har")
    for world in (recording, "r.har"):
        assert summarize(mws(*order, "--world", world)) == summarize(first)


def test_answers_of_other_tools_may_answer_a_dry_run(mws: Mws, first: CommandResult) -> None:
    """What --world takes, --dry-answer takes."""
    mws("export", "har", "r.jsonl", "-o", "r.har")
    url = first.json["requests"][1]["url"]
    text = (
        f"rest.post('{url}').on('complete', function (d, r) {{ context.s = r.statusCode; done(context); }});"
    )
    Path("a.js").write_text(text, "utf-8")
    for answer in ("r.jsonl", "r.har"):
        where = ("--live", "api.getgo.com", "--dry-run", "--dry-answer", answer)
        said = mws("run", "a.js", "--context", "@assigned-new", *where, "--json")
        assert (said.code, said.json["context"]["after"]["s"]) == (18, 201)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"format": "mws-recording", "version": 99}', "w.json:1: not a line of a recording: version 99"),
        ('{"log": {"entries": [{"request": 1}]}}', "w.json: $.log.entries[0].request: "),
        ('{"answers": [{"request": "x"}]}', "w.json: $.answers[0].request: "),
        ('"mws-recording"', "w.json: $: "),
        ("mws-recording", "w.json:1:1: is not JSON"),
        ("", "w.json: is empty"),
    ],
)
def test_what_can_not_answer_is_refused(mws: Mws, folder: Path, content: str, message: str) -> None:
    """Before anything runs."""
    (folder / "w.json").write_text(content, "utf-8")
    said = mws("run", "@goto-provision", "--context", "@assigned-new", "--world", "w.json")
    assert said.code == 2
    assert said.err.startswith(message)


@pytest.mark.parametrize(
    ("world", "message"),
    [
        ("none.json", "none.json: no such file"),
        ("none", "none: no recording has this name"),
        ("no/such", "no/such: no such file"),
    ],
)
def test_what_is_not_there_is_told(mws: Mws, world: str, message: str) -> None:
    """As a file, or as a recording that is called so."""
    said = mws("run", "@goto-provision", "--context", "@assigned-new", "--world", world)
    assert said.code == 2
    assert said.err.startswith(message)


def test_what_was_left_out_of_an_archive_is_told(mws: Mws, script: Write) -> None:
    """Where the report says what answered."""
    har = HARS / "chrome.har"
    said = mws("run", script("done(context);"), "--context", "@assigned-new", "--world", str(har), "--json")
    told = "a HAR (4 of its entries left out: mws import har tells which)"
    assert said.json["world"]["answers"].endswith(told)
