"""`mws test --faults` and `--coverage`: what more a project's tests can tell."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Mws

CARELESS = """\
rest.get('https://api.example.com/a').on('complete', function (data, response) {
    done(context);
});
"""
CAREFUL = """\
let end = function (how) {
    context.How = how;
    done(context);
};
rest.get('https://api.example.com/a', { timeout: 1000 }).on('complete', function (data, response) {
    end(response && response.statusCode === 200 && data ? 'well' : 'badly');
}).on('timeout', function () {
    end('late');
});
"""
CASE = """\
script = "{script}.js"
context = "@assigned-new"

[world]
answers = [{{ request = "GET https://api.example.com/*", json = {{ a = 1 }} }}]
"""


@pytest.fixture
def project(folder: Path) -> Path:
    """A script that looks at its answer, and one that doesn't, each with a case that passes."""
    for name, text in (("careless", CARELESS), ("careful", CAREFUL)):
        (folder / "tests" / name).mkdir(parents=True)
        (folder / "tests" / name / "case.toml").write_text(CASE.format(script=name), "utf-8")
        (folder / "tests" / name / f"{name}.js").write_text(text, "utf-8")
    return folder


def allow(project: Path, *texts: str) -> None:
    file = project / "tests" / "careless" / "case.toml"
    file.write_text(f"{CASE.format(script='careless')}\n[faults]\nallow = {list(texts)!r}\n", "utf-8")


def test_a_failure_that_nothing_shows_fails_the_case(mws: Mws, project: Path) -> None:
    """Each request fails in each way; what came of it is a matrix, and a recording to open."""
    assert mws("test").code == 0
    said = mws("test", "--faults")
    assert said.code == 1
    assert "✓ careful" in said.out
    assert "✗ careless" in said.out
    assert said.out.count("12 faults tried") == 2
    assert "U unseen: done(context), as if nothing had happened" in said.out
    recording = next(line.split()[2] for line in said.out.splitlines() if line.startswith("  mws show "))
    assert mws("show", recording).code == 0
    assert project.is_dir()


def test_a_case_allows_by_name_what_may_come_of_it(mws: Mws, project: Path) -> None:
    """And an allowance that nothing needs is told; one that means nothing is refused."""
    allow(project, "unseen", "timeout hung")
    assert mws("test", "--faults").code == 0
    allow(project, "unseen", "timeout", "threw at 1")
    said = mws("test", "--faults")
    assert said.code == 0
    assert "unused  careless: no trial needs the allowance threw at 1" in said.out
    allow(project, "unsene")
    refused = mws("test")
    assert refused.code == 2
    assert "tests/careless/case.toml:8: faults.allow" in refused.out


def test_machines_hear_of_each_trial(mws: Mws, project: Path) -> None:
    """In the published shape."""
    said = mws("test", "--faults", "--json")
    jsonschema.validate(said.json, mws("schema", "test").json)
    tried = {one["name"]: one["case"]["faults"] for one in said.json["tests"]}
    assert tried["careful"]["passed"]
    assert {one["fault"] for one in tried["careless"]["trials"] if one["verdict"] == "hung"} == {"timeout"}
    assert project.is_dir()


def test_what_no_case_reached_is_shown(mws: Mws, project: Path) -> None:
    """The line that a time-out would have reached."""
    said = mws("test", "--coverage")
    assert said.code == 0
    assert "tests/careful/careful.js: 1 line that no run reached" in said.out
    assert re.search(r"^> +8 \|     end\('late'\);$", said.out, re.MULTILINE)
    assert project.is_dir()


def test_coverage_is_written_for_others(mws: Mws, project: Path) -> None:
    """As LCOV, as a page, and as JSON."""
    said = mws("test", "--json", "--coverage", "--lcov", "lcov.info", "--html", "coverage.html")
    jsonschema.validate(said.json, mws("schema", "test").json)
    assert {one["script"] for one in said.json["coverage"]["scripts"]} == {
        "tests/careful/careful.js",
        "tests/careless/careless.js",
    }
    assert "SF:tests/careful/careful.js\n" in (project / "lcov.info").read_text("utf-8")
    assert "careful.js" in (project / "coverage.html").read_text("utf-8")


@pytest.mark.parametrize("by_project", [False, True])
def test_too_little_of_it_fails(mws: Mws, project: Path, by_project: bool) -> None:  # noqa: FBT001 - parametrized
    """By option, or as mws.toml says; with the option going before."""
    assert mws("test", "--coverage", "--fail-under", "80").code == 0
    options = ["--coverage"] if by_project else ["--coverage", "--fail-under", "99"]
    (project / "mws.toml").write_text("[test]\nfail-under = 99\n" if by_project else "", "utf-8")
    said = mws("test", *options)
    assert said.code == 1
    assert "of the lines were reached, and 99 % are asked for." in said.out
    if by_project:
        assert mws("test", "--coverage", "--fail-under", "80").code == 0


def test_runs_of_tests_in_python_count_for_coverage(mws: Mws, project: Path) -> None:
    (project / "tests" / "test_late.py").write_text(
        "def test_late(mws_run):\n"
        "    run = mws_run('careful/careful.js', '@assigned-new',\n"
        "        [{'request': 'GET https://api.example.com/a', 'fail': 'never'}])\n"
        "    assert run.context['How'] == 'late'\n",
        "utf-8",
    )
    said = mws("test", "--json", "--coverage")
    assert said.code == 0, said
    (careful,) = [one for one in said.json["coverage"]["scripts"] if "careful" in one["script"]]
    assert careful["line_share"]["percent"] == 100
    assert careful["runs"] == 2


def test_a_file_that_cant_be_written_is_refused_before_anything_runs(mws: Mws, project: Path) -> None:
    """No test is run for nothing."""
    said = mws("test", "--html", "none/coverage.html")
    assert said.code == 2
    assert "there is no folder none" in said.err
    assert not (project / ".mws").exists()
