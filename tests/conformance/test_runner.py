"""The runner's own words: what it prints, and what it says to files that it can't use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.restler import main

HERE = Path(__file__).parent
CASES, GOLDENS = str(HERE / "cases.json"), str(HERE / "goldens.json")


def test_a_case_that_is_identical_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line has the sums, and nothing else is said."""
    assert main([CASES, GOLDENS, "--only", "^defaults.get-no-options$"]) == 0
    assert capsys.readouterr().out == "1 of 1 identical, 0 deviations, 0 unexplained\n"


def test_a_case_that_differs_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -v what was recorded stands over what came out."""
    goldens = json.loads(Path(GOLDENS).read_text("utf-8"))
    golden: dict[str, Any] = goldens["goldens"]["defaults.get-no-options"]
    golden["requests"][0]["raw"] = golden["requests"][0]["raw"].replace("keep-alive", "close")
    changed = tmp_path / "goldens.json"
    changed.write_text(json.dumps(goldens), "utf-8")
    assert main([CASES, str(changed), "--only", "^defaults.get-no-options$", "-v"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "defaults.get-no-options: wire (unexplained)"
    assert "Connection: close" in lines[2]
    assert "Connection: keep-alive" in lines[3]
    assert lines[-1] == "0 of 1 identical, 0 deviations, 1 unexplained"


def test_a_deviation_is_named_and_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    """It was meant."""
    assert main([CASES, GOLDENS, "--only", "^multipart.file-existing$"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("multipart.file-existing: events (deviation: rest.file")
    assert lines[-1] == "0 of 1 identical, 1 deviations, 0 unexplained"


def test_tables_come_before_the_sums(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its rows."""
    assert main([CASES, GOLDENS, "--only", "^$", "--tables", str(HERE / "tables.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2] == "base64Basic: 13 of 13"
    assert lines[-1] == "0 of 0 identical, 0 deviations, 0 unexplained"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "No such file"),
        ("", "not a file of cases"),
        ("[]", "not a file of cases"),
        ("{}", "not a file of cases"),
    ],
)
def test_a_file_that_can_not_be_used_is_named(
    text: str | None, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and no traceback."""
    path = tmp_path / "own.json"
    if text is not None:
        path.write_text(text, "utf-8")
    assert main([str(path), GOLDENS]) == 2
    told = capsys.readouterr().err
    assert told.startswith(str(path))
    assert problem in told


@pytest.mark.parametrize("text", ["{}", '{"urlparse": []}', "[]", "5"])
def test_tables_of_which_none_is_known_are_no_success(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt name would otherwise compare nothing, and nobody would see."""
    path = tmp_path / "tables.json"
    path.write_text(text, "utf-8")
    assert main([CASES, GOLDENS, "--only", "^$", "--tables", str(path)]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"{path}: holds none of the tables urlParse, urlResolve, ")
    assert told.out == ""


def test_cases_without_recordings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case without a golden can't be judged."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [{"id": "own.case"}]}), "utf-8")
    assert main([str(path), GOLDENS]) == 2
    assert "nothing recorded for own.case" in capsys.readouterr().err
