"""`mws test`: a project's tests, shown, told to machines, brought up to date, watched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import jsonschema
import pytest

from runtime.cli.testing import update as updates
from runtime.cli.testing.session import Selection, arguments
from runtime.render.cases import CaseSheet
from runtime.render.screen import Screen
from tests.cli.conftest import Mws
from tests.paths import ROOT

GOOD = 'script = "a.js"\ncontext = "@assigned-new"\n'
BAD = (
    'script = "a.js"\ncontext = "@assigned-new"\n\n[expect]\n# how many\ncount = 1 # it may be\n'
    "context = { set = { id = 8 } } # what comes back\n"
)


@pytest.fixture
def project(folder: Path) -> Path:
    for name, text in (("bad", BAD), ("good", GOOD)):
        (folder / "tests" / name).mkdir(parents=True)
        (folder / "tests" / name / "case.toml").write_text(text, "utf-8")
        (folder / "tests" / name / "a.js").write_text("context.id = 7;\ndone(context);\n", "utf-8")
    return folder


def test_each_is_a_line_and_what_failed_is_told_below(mws: Mws, project: Path) -> None:
    """What was expected beside what there was, the script's line, and the recording."""
    said = mws("test")
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0].startswith("✗ bad  tests/bad/case.toml:1  ")
    assert lines[1].startswith("✓ good  tests/good/case.toml:1  ")
    assert "    id\n      expected  8\n      got       7\n    tests/bad/a.js:2:1\n" in said.out
    assert "       2 | done(context);\n" in said.out
    recording = next(line.split()[1] for line in lines if line.startswith("  recording"))
    assert mws("show", recording).code == 0
    assert lines[-1].startswith("1 failed, 1 passed, ")
    assert project.is_dir()


def test_the_exit_code_says_what_there_is_to_know(mws: Mws, project: Path) -> None:
    """0 all pass, 1 some fail, 2 nothing is there or can't be read."""
    assert mws("test", "tests/good").code == 0
    assert mws("test", "-k", "good").code == 0
    assert mws("test").code == 1
    (project / "tests" / "good" / "case.toml").write_text(f"{GOOD}scrip = 1", "utf-8")
    refused = mws("test", "tests/good")
    assert refused.code == 2
    assert "tests/good/case.toml:3: scrip is no key of a case\n    Did you mean script?" in refused.out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["none"], "mws test: file or directory not found"),
        (["tests", "-k", "none"], "tests: no test fits what was asked for"),
        (["tests", "-k", "("], "mws test: Wrong expression"),
        (["--watch", "--json"], "--watch: is given together with --json"),
        (["--update", "-n", "2"], "--update: is given together with -n"),
    ],
)
def test_what_makes_no_sense_is_refused(mws: Mws, project: Path, arguments: list[str], problem: str) -> None:
    said = mws("test", *arguments)
    assert said.code == 2, said
    assert problem in said.err
    assert project.is_dir()


def test_where_there_are_none_it_says_how_to_make_one(mws: Mws, folder: Path) -> None:
    for _ in range(2):
        said = mws("test")
        assert said.code == 2
        assert "mws promote last tests/NAME" in said.err
        (folder / "tests").mkdir(exist_ok=True)


def test_the_project_names_its_folder(mws: Mws, project: Path) -> None:
    (project / "tests").rename(project / "checks")
    (project / "mws.toml").write_text('[test]\nfolder = "checks"\n', "utf-8")
    assert "checks/good/case.toml" in mws("test").out


def test_machines_get_one_object(mws: Mws, project: Path) -> None:
    """Of the published shape."""
    said = mws("test", "--json")
    assert said.code == 1
    jsonschema.validate(said.json, mws("schema", "test").json)
    assert [(one["name"], one["outcome"]) for one in said.json["tests"]] == [
        ("bad", "failed"),
        ("good", "passed"),
    ]
    count, failure = said.json["tests"][0]["case"]["failures"]
    assert (count["what"], failure["what"]) == ("count", "context")
    assert failure["unmet"][0]["changes"] == [{"path": "id", "how": "changed", "before": 8, "after": 7}]
    assert said.json["exit_code"] == 1
    assert project.is_dir()


def test_a_case_file_is_of_the_published_shape(mws: Mws, project: Path) -> None:
    """The editor's helper knows it."""
    schema = mws("schema", "case").json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(tomllib.loads(BAD), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"scrip": "a"}, schema)
    assert project.is_dir()


def test_github_shows_a_failure_at_its_line(mws: Mws, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a command of its workflows, on a line of its own."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    *_, count, context = mws("test").out.splitlines()
    assert count.startswith("::error file=tests/bad/case.toml,line=1,title=bad::count: another number")
    assert context.startswith("::error file=tests/bad/a.js,line=2,title=bad::context: it is not as expected")
    assert context.endswith(" (id: expected 8, got 7)")
    assert project.is_dir()


def test_tests_in_python_run_beside_cases(mws: Mws, project: Path) -> None:
    """And are shown likewise."""
    (project / "tests" / "test_a.py").write_text(
        "def test_it(mws_run):\n    assert mws_run('good/a.js', context={}).context == {'id': 8}\n", "utf-8"
    )
    said = mws("test", "tests/test_a.py")
    assert said.code == 1
    assert "✗ test_it  tests/test_a.py:1" in said.out
    assert "AssertionError" in said.out


def test_it_stops_goes_on_and_reports_as_pytest_does(mws: Mws, project: Path) -> None:
    stopped = mws("test", "-x", "--junitxml", "report.xml")
    assert "good" not in stopped.out
    assert 'failures="1"' in (project / "report.xml").read_text("utf-8")
    last = mws("test", "--lf")
    assert last.out.splitlines()[-1].startswith("1 failed, 0 passed")


def test_pytest_speaks_itself_if_it_is_spoken_to(mws: Mws, project: Path) -> None:
    said = mws("test", "tests/good", "--", "--collect-only", "-q")
    assert "tests/good/case.toml::good" in said.out
    assert project.is_dir()


def test_signs_are_words_where_the_terminal_lacks_them(tmp_path: Path) -> None:
    """Such as in an old console."""
    with (tmp_path / "out").open("w", encoding="ascii") as file:
        sheet = CaseSheet(Screen(file))
        assert sheet.screen.speaks("ok")
        assert not sheet.screen.speaks("✓")


def test_expectations_are_brought_up_to_date_once_somebody_agrees(mws: Mws, project: Path) -> None:
    """Only what differs, and only there: comments and order stay."""
    file = project / "tests" / "bad" / "case.toml"
    said = mws("test", "--update")
    assert said.code == 1
    assert file.read_text("utf-8") == BAD
    assert "Nothing was written: add --yes." in said.out
    assert "-count = 1 # it may be\n" in said.out
    assert mws("test", "--update", "--yes").code == 0
    text = file.read_text("utf-8")
    assert "# how many\ncount = 0" in text
    assert "id = 7" in text
    assert mws("test").code == 0


def test_what_update_shows_is_masked_and_what_it_writes_is_told(
    mws: Mws, folder: Path, script: Callable[..., str]
) -> None:
    """The file must have what the script says; a terminal's log need not."""
    script("context.Copied = 'Bearer ' + context.Token; done(context);", "a.js")
    script('{"Token": "s3cr3t-token-abcdefgh-9876"}', "c.json")
    case = 'script = "../../a.js"\ncontext = "../../c.json"\n[expect.context]\nunchanged = true\n'
    script(case, "tests/t/case.toml")
    said = mws("test", "--update", "--yes")
    assert said.code == 0, said.out
    assert "s3cr3t" not in said.out
    assert "holds secrets of the context then" in said.out
    assert 'Copied = "Bearer s3cr3t-token-abcdefgh-9876"' in (folder / "tests/t/case.toml").read_text("utf-8")


def test_update_keeps_the_form_of_a_file_and_what_an_editor_has_saved_meanwhile(
    mws: Mws, folder: Path, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte order mark and CRLF stay, on new lines too."""
    script("console.log(1); done(context);", "a.js")
    file = Path(script("", "tests/t/case.toml"))
    text = b'\xef\xbb\xbfscript = "../../a.js"\r\ncontext = { a = 1 }\r\n[expect]\r\ncount = 3 # c\r\n'
    file.write_bytes(text)
    assert mws("test", "--update", "--yes").code == 0
    expected = text.replace(b"= 3", b"= 0") + b'findings = ["undocumented-global"]\r\n'
    assert file.read_bytes() == expected
    file.write_bytes(text)
    show = updates._show

    def save_meanwhile(*given: Any) -> None:
        show(*given)
        file.write_bytes(b"# mine")

    monkeypatch.setattr(updates, "_show", save_meanwhile)
    said = mws("test", "--update", "--yes")
    assert said.code == 2
    assert "was changed while it was looked at" in said.err
    assert file.read_bytes() == b"# mine"
    assert folder.is_dir()


def test_several_processes_run_them_as_well(project: Path) -> None:
    """xdist's; what failed is told as ever."""
    said = subprocess.run(
        [*_mws(), "test", "-n", "2"],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env=_environment(),
    )
    assert said.returncode == 1, said.stderr
    assert "      expected  8\n      got       7\n" in said.stdout
    assert "1 failed, 1 passed" in said.stdout


@pytest.mark.skipif(os.name != "posix", reason="presses Ctrl-C by a signal")
def test_what_depends_on_a_saved_file_is_tested_again(project: Path) -> None:
    """And nothing else, until Ctrl-C."""
    with subprocess.Popen(
        [*_mws(), "test", "--watch"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=_environment(),
        start_new_session=True,
    ) as watching:
        assert watching.stdout is not None
        try:
            assert _list_marks(_read_until_watching(watching.stdout)) == ["✗ bad ", "✓ good"]
            (project / "tests" / "good" / "a.js").write_text("done(context); // saved\n", "utf-8")
            lines = _read_until_watching(watching.stdout)
            assert "a.js" in lines
            assert _list_marks(lines) == ["✓ good"]
            watching.send_signal(signal.SIGINT)
            assert watching.wait(30) == 0
        finally:
            watching.kill()


@pytest.mark.skipif(os.name != "posix", reason="presses Ctrl-C by a signal")
def test_ctrl_c_ends_a_case_that_waits(project: Path) -> None:
    """Nothing of it is left running."""
    (project / "tests" / "bad" / "a.js").write_text(
        "rest.get('https://slow.example.com/').on('complete', function () { done(context); });", "utf-8"
    )
    never = 'world = { answers = [{ request = "* https://slow.example.com/", fail = "never" }] }\n'
    (project / "tests" / "bad" / "case.toml").write_text(GOOD + never, "utf-8")
    with subprocess.Popen(
        [*_mws(), "test", "tests/good", "tests/bad"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=_environment(),
        start_new_session=True,
    ) as testing:
        assert testing.stdout is not None
        try:
            assert testing.stdout.readline().startswith("✓ good")
            testing.send_signal(signal.SIGINT)
            assert testing.wait(30) == 130
        finally:
            testing.kill()


def _list_marks(lines: list[str]) -> list[str]:
    """The beginnings of the lines that each tell of a test."""
    return [line[:6] for line in lines if line.startswith(("✗", "✓"))]


def _read_until_watching(stream: IO[str]) -> list[str]:
    """The lines up to the one that says that it watches."""
    return list(_lines_before_watching(stream))


def _lines_before_watching(stream: IO[str]) -> Iterator[str]:
    for line in stream:
        if line.startswith("watching"):
            return
        yield line.rstrip("\n")


def _mws() -> list[str]:
    return [sys.executable, "-c", "from runtime.cli import main; main()"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def test_pytest_is_asked_for_exactly_what_was_asked_of_us(folder: Path) -> None:
    """Each option by its own name."""
    given = arguments(Selection(("a", "b"), "x and y", first=True, last_failed=True, junit=Path("r.xml")))
    assert given[:2] == ["a", "b"]
    assert given[-6:] == ["-k", "x and y", "-x", "--lf", "--junitxml", "r.xml"]
    assert json.dumps(given)
    assert folder.is_dir()
