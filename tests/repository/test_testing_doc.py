"""docs/testing.md: its tables say what the models say, and its examples run."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from pydantic import BaseModel

from runtime.authoring.cases import read_cases
from runtime.authoring.cases.schema import (
    CaseTable,
    CaseWorld,
    ChangedContext,
    Expect,
    ExpectedContext,
    ExpectedRequest,
)
from runtime.cli.app import COMMANDS
from runtime.inputs.samples import scripts
from tests.authoring.cases.suite import describe_failures, find_plugin_name, run
from tests.paths import ROOT

TEXT = (ROOT / "docs" / "testing.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \|$", re.MULTILINE)
ASK = """
rest.get('https://api.example.com/').on('complete', function (data, response) {
    context.status = response.statusCode;
    context.text = 'it was ' + response.statusCode;
    done(context);
});
"""


def tables() -> list[dict[str, str]]:
    """Each table of the page: its keys and what they say."""
    parts = TEXT.split("| key | what it says |")[1:]
    return [dict(ROW.findall(part.partition("\n\n")[0])) for part in parts]


def read_descriptions(model: type[BaseModel]) -> dict[str, str]:
    """What a model's fields say of themselves."""
    return {one.alias or name: str(one.description) for name, one in model.model_fields.items()}


def blocks(language: str) -> list[str]:
    """The page's examples in this language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_its_tables_are_the_models() -> None:
    """Every key, with the same words."""
    assert tables() == [
        read_descriptions(model)
        for model in (CaseTable, ChangedContext, CaseWorld, Expect, ExpectedRequest, ExpectedContext)
    ]


@pytest.mark.parametrize("number", range(3))
def test_its_cases_hold(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the published script, and one that asks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "provision.js").write_bytes(scripts()["goto-provision"].read_bytes())
    (tmp_path / "ask.js").write_text(ASK, "utf-8")
    (tmp_path / "case.toml").write_text(blocks("toml")[number], "utf-8")
    cases = read_cases(Path("case.toml"))
    assert len(cases) == (1, 2, 3)[number]
    assert [describe_failures(run(case)) for case in cases] == [[] for _ in cases]


def test_its_script_fails_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On that line, with that message."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.js").write_text(blocks("js")[0], "utf-8")
    (tmp_path / "case.toml").write_text('script = "a.js"\ncontext = "@assigned-new"\n', "utf-8")
    (case,) = read_cases(Path("case.toml"))
    assert describe_failures(run(case)) == []


def test_its_test_in_python_passes(pytester: pytest.Pytester) -> None:
    (pytester.path / "provision.js").write_bytes(scripts()["goto-provision"].read_bytes())
    pytester.makepyfile(textwrap.dedent(blocks("python")[0]))
    done = pytester.runpytest_inprocess("-p", find_plugin_name(), "-p", "no:cacheprovider")
    done.assert_outcomes(passed=1)


def test_its_commands_are_there() -> None:
    """With the options that they are shown with."""
    lines = [line.partition("#")[0].split() for line in blocks("sh")[0].splitlines()]
    assert {line[1] for line in lines} <= COMMANDS.keys()
