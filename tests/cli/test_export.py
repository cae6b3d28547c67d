"""`mws export`: to standard output or into a file, of any recording."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Mws
from tests.paths import RECORDINGS

V2 = RECORDINGS / "v2"
DONE = str(V2 / "done.jsonl")
AUTHORIZATION = "Bearer QBPLYS-ebqfja-abyok-oK6gT2zSr9Fk3VcM"  # a stand-in: it is masked


def test_a_har_goes_to_standard_output(mws: Mws) -> None:
    said = mws("export", "har", DONE)
    assert (said.code, said.err) == (0, "")
    first, second = said.json["log"]["entries"]
    assert first["request"]["url"].startswith("https://api.getgo.com/admin/rest/v1/accounts/")
    assert second["response"]["status"] == 201
    assert {"name": "Authorization", "value": AUTHORIZATION} in second["request"]["headers"]


def test_a_har_can_be_written_for_its_owner_alone(mws: Mws, folder: Path) -> None:
    file = folder / "run.har"
    file.write_text("old", "utf-8")
    said = mws("export", "har", DONE, "-o", "run.har")
    assert (said.code, said.out) == (0, "")
    assert json.loads(file.read_text("utf-8"))["log"]["version"] == "1.2"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_last_run_can_be_exported(mws: Mws) -> None:
    mws("run", "@goto-provision", "--context", "@assigned-new")
    assert len(mws("export", "har", "last").json["log"]["entries"]) == 2


def test_text_that_acts_on_a_terminal_is_escaped(mws: Mws, folder: Path) -> None:
    """Its meaning is the same."""
    hostile = "\x1b[2J\x9b\x7f\u202e"
    lines = Path(DONE).read_text("utf-8").splitlines()
    answer = json.loads(lines[5])
    answer["body"] = {"text": hostile}
    (folder / "r.jsonl").write_text("\n".join([*lines[:5], json.dumps(answer)]), "utf-8")
    said = mws("export", "har", "r.jsonl")
    assert not set(hostile) - set("[2J") & set(said.out)
    assert said.json["log"]["entries"][0]["response"]["content"]["text"] == hostile


def test_a_request_becomes_a_command_line(mws: Mws) -> None:
    """For this system's shell, or for another."""
    said = mws("export", "curl", DONE, "--request", "2", "--shell", "sh")
    assert said.code == 0
    assert said.out.startswith(
        "# masked: put the real value in the place of each stand-in (here: Authorization)"
    )
    assert f"--header 'Authorization: {AUTHORIZATION}'" in said.out
    assert mws("export", "curl", DONE, "--request", "2", "--shell", "cmd").out.startswith("rem masked: ")
    assert (
        "| curl.exe --config -" in mws("export", "curl", DONE, "--request", "2", "--shell", "powershell").out
    )
    default = mws("export", "curl", DONE, "--request", "2").out
    assert ("curl.exe" in default) is (os.name == "nt")


def test_a_command_line_can_be_written(mws: Mws, folder: Path) -> None:
    """For its owner alone, too: it holds what the recording does."""
    assert mws("export", "curl", DONE, "--request", "1", "--shell", "sh", "-o", "again.sh").code == 0
    assert "curl 'https://api.getgo.com/" in (folder / "again.sh").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("har", "nothing.jsonl"), "nothing.jsonl"),
        (("har", str(V2)), "is a folder"),
        (("har", DONE, "-o", "no/such/folder.har"), "can't be written"),
        (("curl", DONE, "--request", "9"), "has no request 9\n  Its requests are 1 to 2."),
        (
            ("curl", str(V2 / "transformation.jsonl"), "--request", "1"),
            "has no request 1\n  It has none.",
        ),
        (("curl", DONE, "--request", "0"), "--request"),
        (("curl", DONE), "--request"),
    ],
)
def test_what_can_not_be_exported_is_told(mws: Mws, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, and nothing on standard output."""
    said = mws("export", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_help_shows_how(mws: Mws) -> None:
    """With an example for each."""
    assert "mws export har last -o run.har" in mws("export", "har", "--help").out
    assert "mws export curl last --request 2" in mws("export", "curl", "--help").out
