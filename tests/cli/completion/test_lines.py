"""What a shell is told for a command line: a line for each candidate, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.authoring.check import rules
from runtime.authoring.check.finding import Severity
from runtime.authoring.check.rule import Rule
from runtime.cli import complete_values as candidates
from runtime.cli.app import COMMANDS
from runtime.cli.complete import complete
from tests.paths import ROOT

RECORDING = ROOT / "tests/recording/v2/done.jsonl"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command line is written; it begins empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def add_recording(folder: Path) -> Callable[[str], None]:
    """`add_recording(name)`: a recording that is called so."""

    def record(name: str) -> None:
        (folder / ".mws/runs").mkdir(parents=True, exist_ok=True)
        shutil.copy(RECORDING, folder / ".mws/runs" / name)

    return record


def complete_words(line: str) -> list[str]:
    """The candidates, without what is said of them."""
    return [one.partition("\t")[0] for one in complete(line)]


def test_commands_are_completed() -> None:
    """All of them, each with what it does."""
    assert set(COMMANDS) <= set(complete_words("mws "))
    assert complete_words("mws comple") == ["completion"]
    assert all("\t" in one for one in complete("mws "))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mws show --req", ["--request"]),
        ("mws run @goto-p", ["@goto-provision"]),
        ("mws run @transformations/m", ["@transformations/mail-domain"]),
        ("mws run x.js --context @assigned-n", ["@assigned-new"]),
        ("mws run x.js --context=@assigned-n", ["@assigned-new"]),
        ("mws run x.js -c @assigned-n", ["@assigned-new"]),
        ("mws run x.js --fake ", ["goto"]),
        ("mws run x.js --fake goto=@late", ["goto=@late-error"]),
        ("mws run x.js --cage z", ["zygote"]),
        ("mws run x.js --kind t", ["transformation"]),
        ("mws fake goto --from @late", ["@late-error"]),
        ("mws fake g", ["goto"]),
        ("mws export h", ["har"]),
        ("mws scripts goto-p", ["goto-provision"]),
        ("mws contexts umlaut", ["umlauts"]),
        ("mws answers room", ["room-booking"]),
        ("mws schema rep", ["report", "replay"]),
        ("mws types --from @umlaut", ["@umlauts"]),
        ("mws completion p", ["powershell"]),
        ("/usr/bin/mws completion f", ["fish"]),
        ("mws 'completion' f", ["fish"]),
        ("mws run ", []),  # files, which the shell knows better
        ("mws show ", []),  # nothing was recorded
        ("mws run x.js --out ", []),
        ("mws completion fish ", []),
    ],
)
def test_a_line_is_completed(line: str, expected: list[str]) -> None:
    """By the option or argument that the cursor stands in."""
    assert complete_words(line) == expected


@pytest.mark.parametrize(
    "command",
    [
        "show",
        "promote",
        "replay",
        "fork",
        "context",
        "pseudonymise",
        "diff last",
        "export har",
        "replay last",
    ],
)
def test_recordings_are_completed(command: str, add_recording: Callable[[str], None]) -> None:
    """`last`, short ids with the newest first, and files' names to who begins one."""
    add_recording("2026-02-03_04-05-06_goto-provision_5f0cab.jsonl")
    add_recording("2026-02-04_04-05-06_goto-deprovision_3aa001.jsonl")
    assert complete_words(f"mws {command} ")[:3] == ["last", "3aa001", "5f0cab"]
    assert complete(f"mws {command} 5f") == ["5f0cab\t2026-02-03_04-05-06_goto-provision"]
    assert complete_words(f"mws {command} 2026-02-03") == ["2026-02-03_04-05-06_goto-provision_5f0cab"]
    assert "last" in complete_words("mws run x.js --world ")


def test_cases_are_completed(folder: Path) -> None:
    """Folders with a case.toml, below the folder that the project names."""
    for name in ("new-user", "gone", "-odd"):
        (folder / "checks" / name).mkdir(parents=True)
        (folder / "checks" / name / "case.toml").write_text("", "utf-8")
    (folder / "checks/none").mkdir()
    (folder / "mws.toml").write_text('[test]\nfolder = "checks"\n', "utf-8")
    assert candidates.cases("") == [("checks/-odd", ""), ("checks/gone", ""), ("checks/new-user", "")]
    assert candidates.cases("checks/n") == [("checks/new-user", "")]


def test_no_cases_are_completed_where_there_are_none() -> None:
    """A project that has no tests yet."""
    assert candidates.cases("") == []


def test_codes_are_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also written small, each with its name."""
    made = tuple(
        Rule(code, f"name of {code}", Severity.ERROR, "", lambda _: []) for code in ("MWS001", "MWS012")
    )
    monkeypatch.setattr(rules, "RULES", made)
    assert candidates.codes("mws01") == [("MWS012", "name of MWS012")]
    assert [code for code, _ in candidates.codes("")] == ["MWS001", "MWS012"]


CONTROLS = {chr(code) for code in (*range(32), *range(127, 160))}
NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0") | st.sampled_from("\n\t\x1b'\"`$\\;*?[~!&|< -@=:"),
    min_size=1,
    max_size=30,
)


@given(name=NAMES)
def test_no_name_on_disk_becomes_more_than_a_word(name: str) -> None:
    """Whatever a file is called: a line for each, no control character, nothing that a shell takes apart."""
    from runtime.runs.recorder import FOLDER

    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"2026-02-03_04-05-06_x_{name}.jsonl"
    try:
        shutil.copy(RECORDING, path)
    except OSError:  # too long, or no name for this system
        return
    try:
        for line in ("mws show ", "mws show 2026"):
            for told in complete(line):
                word, _, about = told.partition("\t")
                assert not set(word + about) & CONTROLS
                assert not set(word) & set("\n\t\r '\"`$\\;*?[]{}!&|<>:()#")
                assert not word.startswith(("-", "~", "="))
    finally:
        path.unlink()


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        "mws",
        "mws '",
        'mws "show',
        "mws \\",
        "mws nothing ",
        "mws --version ",
        "mws run x.js --version ",
        "mws show -- ",
        "mws show = ",
        "mws\tshow ",
        "mws " + "x " * 9000,
        "mws \x00\x1b[31m ",
        "mws show @",
        "mws schema -",
    ],
)
def test_no_line_makes_it_fail(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a line is what it always gets; nothing is said beside the candidates."""
    assert not set("".join(complete(line)).replace("\t", "")) & CONTROLS
    assert capsys.readouterr() == ("", "")


def test_a_broken_project_doesn_t_disturb(folder: Path) -> None:
    """Its mistake is told when a command is run."""
    (folder / "mws.toml").write_text("?", "utf-8")
    assert complete_words("mws run @goto-p") == ["@goto-provision"]
    assert complete_words("mws completion f") == ["fish"]


ASK = """
import json, sys
from runtime.cli import main
main()
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def run_completion(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the program says to a shell, and on standard error what it has loaded."""
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={**os.environ, "_MWS_LINE": line, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )


def test_a_shell_asks_by_an_environment_variable(folder: Path) -> None:
    """Arguments don't count then; what is slow to load, and of no use here, is not loaded."""
    told = run_completion("mws run @goto-p", folder)
    assert told.stdout.split("\t")[0] == "@goto-provision"
    loaded = {name.partition(".")[0] for name in json.loads(told.stderr)}
    assert loaded & {"rich", "_quickjs", "httpx", "starlette", "uvicorn", "tree_sitter"} == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script_that_asks(shell: str, folder: Path) -> None:
    """It is printed as it is, with the variable that is read."""
    told = subprocess.run(
        [sys.executable, "-c", "from runtime.cli import main; main()", "completion", shell],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert b"_MWS_LINE" in told.stdout
    assert b"\r" not in told.stdout
