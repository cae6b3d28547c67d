"""Which cases are run again when a file is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.authoring.cases.dependencies import case_files, files_of_cases, find_affected
from runtime.cli.testing.watch import which
from tests.authoring.cases.suite import Suite

CASES = """
script = "../../workflows/a.js"
[[case]]
name = "file"
context = "context.json"
world = { fake = "goto", state = "state.json" }
[[case]]
name = "changed"
context = { extends = "base.json" }
world = { answers = "answers.json" }
[[case]]
name = "recorded"
context = {}
world = { recording = "r.jsonl" }
expect.state = "after.json"
"""


@pytest.mark.parametrize(
    ("saved", "wanted"),
    [
        ("workflows/a.js", ["tests/one/case.toml"]),
        ("tests/one/case.toml", ["tests/one/case.toml"]),
        ("tests/one/context.json", ["tests/one/case.toml::file"]),
        ("tests/one/state.json", ["tests/one/case.toml::file"]),
        ("tests/one/base.json", ["tests/one/case.toml::changed"]),
        ("tests/one/answers.json", ["tests/one/case.toml::changed"]),
        ("tests/one/r.jsonl", ["tests/one/case.toml::recorded"]),
        ("tests/one/after.json", ["tests/one/case.toml::recorded"]),
        ("tests/one/other.json", []),
    ],
)
def test_those_that_name_it(suite: Suite, saved: str, wanted: list[str]) -> None:
    suite.write(CASES)
    files = case_files([Path("tests")])
    assert find_affected(files, {suite.folder / saved}) == [str(Path(one)) for one in wanted]
    assert (suite.folder / saved in files_of_cases(files)) == bool(wanted)


def test_a_case_that_can_not_be_read_is_run_to_say_so(suite: Suite) -> None:
    """When something beside it is saved."""
    suite.write("scrip = 1")
    files = case_files([Path("tests")])
    assert find_affected(files, {suite.folder / "tests/one/case.toml"}) == [str(Path("tests/one/case.toml"))]
    assert find_affected(files, {suite.folder / "other.js"}) == []


def test_tests_in_python_and_what_all_share(suite: Suite) -> None:
    """A file of tests is run itself; a conftest.py, or mws.toml, concerns all."""
    suite.write(CASES)
    file = suite.folder / suite.write("def test_it(): pass", "tests/test_a.py")
    assert which({file}, ("tests",)) == [str(file)]
    assert which({suite.folder / "tests/conftest.py"}, ("tests",)) == ["tests"]
    assert which({suite.folder / "mws.toml"}, ("tests",)) == ["tests"]
