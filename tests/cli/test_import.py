"""`mws import har`: an archive becomes answers, and what is lost of it is told."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Mws
from tests.paths import HARS

TOLD = """\
8 answers for 3 hosts
left out, log.entries[1]: a browser's own preflight request
left out, log.entries[8]: no answer, and no known reason for that
left out, log.entries[9], [10]: an address that is neither http nor https
log.entries[11]: no body in the archive: answered with an empty one (save the HAR with content)
What the service answered is in it unmasked, tokens and personal data, too: keep it to yourself.
"""


def test_answers_go_to_standard_output_and_the_rest_to_standard_error(mws: Mws) -> None:
    """So that a pipe gets nothing but the file."""
    said = mws("import", "har", str(HARS / "chrome.har"))
    assert said.code == 0
    assert len(said.json["answers"]) == 8
    assert said.err == TOLD


def test_answers_can_be_written_for_their_owner_alone(mws: Mws, folder: Path) -> None:
    """They hold what the service answered."""
    assert mws("import", "har", str(HARS / "mitmproxy.har"), "-o", "answers.json").code == 0
    file = folder / "answers.json"
    assert len(json.loads(file.read_text("utf-8"))["answers"]) == 6
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_script_runs_against_what_was_imported(mws: Mws, script: object, folder: Path) -> None:
    """In the order in which mitmproxy had seen it, cookies and failures included."""
    mws("import", "har", str(HARS / "mitmproxy.har"), "-o", "answers.json")
    (folder / "a.js").write_text(
        """
        var got = context.got = [];
        var url = 'https://api.example.com/people';
        rest.get(url).on('complete', function (one) { got.push(one);
        rest.get(url).on('complete', function (two) { got.push(two);
        rest.postJson(url, {mail: 'ada@example.com'}).on('complete', function (three, r) {
        got.push([three, r.headers['set-cookie']]);
        rest.get('http://10.0.0.9:8080/status').on('complete', function (e) { got.push(e.code);
        rest.get('https://nowhere.example.com/').on('complete', function (e) { got.push(e.code);
        done(context); }); }); }); }); });
        """,
        "utf-8",
    )
    assert script is not None
    for world in ("answers.json", str(HARS / "mitmproxy.har")):
        said = mws("run", "a.js", "--context", "@assigned-new", "--world", world, "--json")
        assert said.json["outcome"] == "done"
        assert said.json["context"]["after"]["got"] == [
            ["first"],
            ["second"],
            [{"id": 7}, ["seen=1", "team=ops"]],
            "ECONNREFUSED",
            "ENOTFOUND",
        ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.har: is empty"),
        ("{", "a.har:1:2: is not JSON"),
        ('{"answers": []}', "a.har: $.log: this is no HAR: there is no log in it"),
        ('{"log": {"entries": [{}]}}', "a.har: $.log.entries[0].request: is missing"),
        (f'{{"log": {{"entries": [{"[" * 500}{"]" * 500}]}}}}', "is nested more than 400 levels deep"),
        (f"[{'1,' * 2_000_001}1]", "a.har: has more than 2,000,000 values in it"),
    ],
)
def test_what_is_no_archive_is_refused(mws: Mws, folder: Path, text: str, message: str) -> None:
    """With its place, and exit code 2."""
    (folder / "a.har").write_text(text, "utf-8")
    said = mws("import", "har", "a.har")
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_a_file_that_is_too_large_is_refused(mws: Mws, folder: Path) -> None:
    with (folder / "a.har").open("wb") as file:
        file.truncate((64 << 20) + 1)
    said = mws("import", "har", "a.har")
    assert said.code == 2
    assert "64 MB is the most" in said.err


def test_a_file_that_is_not_there_is_told(mws: Mws) -> None:
    assert mws("import", "har", "none.har").err.startswith("none.har: no such file")


def test_help_shows_how(mws: Mws) -> None:
    """To import, and to run against it."""
    said = mws("import", "har", "--help").out
    assert "mws import har browser.har -o answers.json" in said
    assert "mws run my.js --context ctx.json --world answers.json" in said
