"""The pytest plugin: cases are tests of pytest's, and tests in Python run scripts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.authoring.cases.suite import find_plugin_name
from tests.paths import ROOT

GOOD = 'script = "a.js"\ncontext = "@assigned-new"\n'
BAD = f"{GOOD}[expect]\ncount = 1\n"
SEVERAL = f'{GOOD}[[case]]\nname = "first"\n[[case]]\nname = "second"\nexpect.count = 1\n'


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """Three cases in two files, one of which fails."""
    for name, text in (("one", GOOD), ("several", SEVERAL)):
        folder = pytester.path / "tests" / name
        folder.mkdir(parents=True)
        (folder / "case.toml").write_text(text, "utf-8")
        (folder / "a.js").write_text("done(context);\n", "utf-8")
    return pytester


def run_pytest(suite: pytest.Pytester, *options: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", find_plugin_name(), "-p", "no:cacheprovider", *options)


def test_each_case_is_a_test(suite: pytest.Pytester) -> None:
    """Called by its file and its name."""
    done = run_pytest(suite, "-v")
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["tests/one/case.toml::one PASSED*", "tests/several/case.toml::second FAILED*"])
    done.stdout.fnmatch_lines(
        ["*count  another number of requests was made*", "*expected  1", "*got       0"]
    )


@pytest.mark.parametrize(
    ("options", "outcomes"),
    [
        (["-k", "first"], {"passed": 1, "deselected": 2}),
        (["tests/several/case.toml::second"], {"failed": 1}),
        (["tests/several/case.toml", "-x"], {"passed": 1, "failed": 1}),
        (["-n", "2"], {"passed": 2, "failed": 1}),
    ],
)
def test_its_options_work_as_ever(
    suite: pytest.Pytester, options: list[str], outcomes: dict[str, int]
) -> None:
    """Names, files, stopping, several processes."""
    run_pytest(suite, *options).assert_outcomes(**outcomes)


def test_a_report_for_machines_has_what_did_not_hold(suite: pytest.Pytester) -> None:
    run_pytest(suite, "--junitxml", "report.xml")
    text = (suite.path / "report.xml").read_text("utf-8")
    assert 'failures="1"' in text
    assert "another number of requests was made" in text


def test_a_file_that_can_not_be_read_is_an_error_of_collection(suite: pytest.Pytester) -> None:
    (suite.path / "tests" / "one" / "case.toml").write_text(f"{GOOD}scrip = 1", "utf-8")
    done = run_pytest(suite)
    assert done.ret == pytest.ExitCode.INTERRUPTED
    done.stdout.fnmatch_lines(["tests/one/case.toml:3: scrip is no key of a case", "  Did you mean script?*"])


def test_what_a_case_names_and_is_not_there_fails_it(suite: pytest.Pytester) -> None:
    (suite.path / "tests" / "one" / "a.js").unlink()
    done = run_pytest(suite)
    done.assert_outcomes(passed=1, failed=2)
    done.stdout.fnmatch_lines(["tests/one/a.js: no such file*"])


def test_python_runs_scripts_and_sees_what_they_did(suite: pytest.Pytester) -> None:
    """Requests, context and the fake's state, unmasked."""
    suite.makepyfile(
        """
        import pytest
        from runtime.model.errors import BadInput

        ANSWERS = [{"request": "* https://api.example.com/*", "json": {"id": 7}}]

        def test_answers(mws_run):
            run = mws_run("post.js", context={"Name": "Ada"}, world=ANSWERS)
            assert (run.outcome, run.context["id"], run.findings) == ("done", 7, ())
            assert [(one.method, one.url, one.json, one.status) for one in run.requests] == [
                ("POST", "https://api.example.com/users", {"name": "Ada"}, 200)
            ]
            assert run.recording.exists()

        def test_goto(mws_run, goto):
            for seats in (1, 0):
                run = mws_run("@goto-provision", context="@assigned-new", world=goto)
                assert run.outcome == "done"
            assert [user["email"] for user in goto.state["users"]] == ["ada@example.com"]
            assert run.requests[0].headers["Authorization"] == "Bearer SAMPLE-access-token-kP4vX9qLw2Tz7RbN"
            goto.start("@one-user")
            assert [user["first_name"] for user in goto.state["users"]] == ["Ben"]

        def test_bad_input(mws_run):
            with pytest.raises(BadInput, match="mws_run: kind"):
                mws_run("post.js", context={}, kind="other")
        """
    )
    (suite.path / "post.js").write_text(
        "rest.postJson('https://api.example.com/users', {name: context.Name})"
        ".on('complete', function (data) { context.id = data.id; done(context); });",
        "utf-8",
    )
    run_pytest(suite, "test_python_runs_scripts_and_sees_what_they_did.py").assert_outcomes(passed=3)


def test_another_plugin_hears_of_each_run_and_may_add_to_what_failed(suite: pytest.Pytester) -> None:
    """It gets the recording, and can run more."""
    suite.makeconftest(
        """
        from runtime.authoring.cases import CaseFailure

        def pytest_mws_case_ran(run, stage):
            assert run.recording.exists() and run.report.outcome == "done"
            again = stage.run(run.case)
            return [CaseFailure("extra", f"{run.case.name} is not {again.case.name}s")]
        """
    )
    done = run_pytest(suite)
    done.assert_outcomes(failed=3)
    done.stdout.fnmatch_lines(["*extra  one is not ones"])


def test_it_loads_nothing_that_runs_scripts_until_there_is_a_case(suite: pytest.Pytester) -> None:
    """Other people's suites don't wait for it."""
    say = (
        "import sys, pytest; before = set(sys.modules); import runtime.pytest_plugin; "
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('_')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", say], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "['runtime', 'runtime.pytest_plugin']"
    suite.makepyfile(
        """
        import sys

        def test_it():
            assert "runtime.runs.launch" not in sys.modules
        """
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            find_plugin_name(),
            "-p",
            "no:cacheprovider",
            "-q",
            "-W",
            "error",
            "test_it_loads_nothing_that_runs_scripts_until_there_is_a_case.py",
        ],
        cwd=suite.path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_hundred_cases_take_seconds(suite: pytest.Pytester) -> None:
    """One pool serves them all: far below what the cases of a project may take."""
    folder = suite.path / "tests" / "many"
    folder.mkdir()
    (folder / "case.toml").write_text(f"{GOOD}[matrix]\nn = [{','.join(map(str, range(200)))}]\n", "utf-8")
    (folder / "a.js").write_text("done(context);\n", "utf-8")
    done = run_pytest(suite, "tests/many")
    done.assert_outcomes(passed=200)
    assert done.duration < 60  # 2 s on a machine of two cores that does nothing else


def test_an_assertion_about_a_run_does_not_show_its_secrets(suite: pytest.Pytester) -> None:
    """Pytest shows the whole run, and CI keeps what it shows."""
    (suite.path / "tests" / "say.js").write_text(
        "rest.get('https://api.example.com/?q=' + context.Token, {headers: {'X-Of': context.Token}})"
        ".on('complete', function () { done(context); });",
        "utf-8",
    )
    suite.makepyfile(
        **{
            "tests/test_it": """
            def test_it(mws_run):
                token = "-".join(["s3cr3t", "token", "9876"])
                run = mws_run("say.js", context={"Token": token}, world=[{"request": "GET https://*"}])
                assert token in run.requests[0].headers.values()
                assert run.outcome == "threw", run
        """
        }
    )
    done = run_pytest(suite, "tests/test_it.py", "-vv")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*CaseResult(*"])
    done.stdout.no_fnmatch_line("*s3cr3t-token-9876*")
