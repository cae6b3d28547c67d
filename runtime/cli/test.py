"""`mws test`: the tests of a project's scripts."""

# No postponed annotations: see run.py.

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.complete_values import cases as case_paths
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.authoring.cases.summary import TestRun
    from runtime.cli.testing.coverage import CoverageOptions
    from runtime.cli.testing.session import Selection

_WHICH = "Which tests"
_AFTER = "And then"
_COVERAGE = "Coverage"
_FOLDER = "tests"


def cases(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]... [-- PYTEST OPTION...]",
            autocompletion=case_paths,
            help="Folders, case.toml files, or single cases (FILE::NAME). The default is "
            "the folder under [test] in mws.toml, or tests.",
        ),
    ] = None,
    *,
    keyword: Annotated[
        str | None,
        typer.Option(
            "-k",
            metavar="EXPR",
            help="Run only tests whose names match: 'new and not de'.",
            rich_help_panel=_WHICH,
        ),
    ] = None,
    first: Annotated[
        bool, typer.Option("-x", help="Stop at the first failure.", rich_help_panel=_WHICH)
    ] = False,
    last_failed: Annotated[
        bool, typer.Option("--lf", help="Run only the tests that failed last time.", rich_help_panel=_WHICH)
    ] = False,
    processes: Annotated[
        int, typer.Option("-n", metavar="N", min=0, help="Run in N processes (needs pytest-xdist).")
    ] = 0,
    junit: Annotated[
        Path | None,
        typer.Option("--junitxml", metavar="FILE", help="Also write a JUnit report for CI to this file."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output (mws schema test).")
    ] = False,
    faults: Annotated[
        bool,
        typer.Option(
            "--faults",
            help="Also run each case with each of its requests failing in turn (docs/faults.md).",
            rich_help_panel=_AFTER,
        ),
    ] = False,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help="Show which lines, branches and functions were never reached (docs/coverage.md).",
            rich_help_panel=_COVERAGE,
        ),
    ] = False,
    lcov: Annotated[
        Path | None,
        typer.Option(
            "--lcov",
            metavar="FILE",
            help="Also write the coverage as LCOV to this file.",
            rich_help_panel=_COVERAGE,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Also write the coverage as an HTML page to this file.",
            rich_help_panel=_COVERAGE,
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            metavar="PERCENT",
            min=0,
            max=100,
            rich_help_panel=_COVERAGE,
            help="Fail if less of the lines is reached, in percent ([test] fail-under in mws.toml).",
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Change the expectations of failing cases to what the scripts did. The "
            "changes are shown first.",
            rich_help_panel=_AFTER,
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write the changes without asking.", rich_help_panel=_AFTER)
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Wait for saved files, and run the tests that depend on them.",
            rich_help_panel=_AFTER,
        ),
    ] = False,
) -> int:
    """Run the tests of a project.

    These are each case.toml below a folder, and tests in Python for pytest beside them. A case names a
    script, a context and what answers, and then what must hold: how the run ends, which requests are made,
    what the context is afterwards (docs/testing.md). Each case runs in the cage without a network and is
    recorded in .mws/tests/, so that you can look at a failure: mws show FILE.

    The tests are run by pytest: options after -- are passed on to it, and its own output is then shown. The
    exit code is 0 if all tests pass, 1 if some fail, and 2 if there are none or a case.toml cannot be read.

    ```
    mws test
    mws test -k new -x
    mws test tests/new-user --json
    mws test -n 2 --junitxml report.xml
    mws test --faults
    mws test --coverage --html coverage.html --fail-under 90
    mws test --watch
    mws test --update
    mws test -- --durations=5
    ```
    """
    from runtime.cli.testing.session import Selection

    where, more = _split(paths or [])
    selection = Selection(
        tuple(where) or (_folder(),), keyword, first, last_failed, processes, junit, faults, tuple(more)
    )
    if watch:
        return _watch(selection, as_json=as_json, update=update)
    if update:
        return _update(selection, as_json=as_json, yes=yes)
    coverage_options = (
        _coverage_options(lcov, html, fail_under)
        if coverage or lcov or html or fail_under is not None
        else None
    )
    return _run(selection, as_json=as_json, covering=coverage_options).exit_code


def _coverage_options(lcov: Path | None, html: Path | None, fail_under: float | None) -> "CoverageOptions":
    """What is asked of coverage. Raises BadInput for a file that can't be written."""
    from runtime.authoring.project import find_project
    from runtime.cli.testing.coverage import CoverageOptions
    from runtime.inputs.files import check_writable

    for file in (lcov, html):
        if file is not None:
            check_writable(file)
    if fail_under is None and (project := find_project()) is not None:
        fail_under = project.settings.test.fail_under
    return CoverageOptions(lcov, html, fail_under)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Paths, and options of pytest's, which stand behind `--`."""
    at = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    return words[:at], words[at:]


def _folder() -> str:
    """Where the project has its tests. Raises BadInput if there is no such folder."""
    from runtime.authoring.project import find_project

    project = find_project()
    name = project.settings.test.folder if project else None
    folder = project.path(name or _FOLDER) if project else _FOLDER
    if not Path(folder).is_dir():
        way_out = "Make a test of a recorded run: mws promote last tests/NAME (docs/testing.md has the rest)."
        raise BadInput(folder, "there is no such folder, so there are no tests", way_out)
    return folder


def _run(
    selection: "Selection",
    *,
    as_json: bool,
    plugins: "Sequence[object]" = (),
    covering: "CoverageOptions | None" = None,
) -> "TestRun":
    from runtime.cli.testing.session import run_tests
    from runtime.render.cases import CaseSheet
    from runtime.render.screen import Screen

    sheet = CaseSheet(Screen(folds=True))
    result = run_tests(selection, None if as_json else sheet, plugins)
    coverage_result = None
    if covering is not None:
        from runtime.cli.testing import coverage

        coverage_result = coverage.measure_tests(result, covering)
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(result))
        return result
    if not selection.more:
        sheet.summary(result)
    if coverage_result is not None:
        coverage.show(sheet.screen, coverage_result, result)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from runtime.render.annotations import commands

        for line in commands(result):
            typer.echo(line)
    return result


def _watch(selection: "Selection", *, as_json: bool, update: bool) -> int:
    if as_json or update:
        other = "--json" if as_json else "--update"
        raise BadInput("--watch", f"is given together with {other}", "Leave one of them out.")
    from runtime.cli.testing.session import options
    from runtime.cli.testing.watch import watch
    from runtime.render.screen import Screen

    return watch(selection.paths, options(selection), Screen())


def _update(selection: "Selection", *, as_json: bool, yes: bool) -> int:
    if as_json or selection.processes:
        other = "--json" if as_json else "-n"
        raise BadInput("--update", f"is given together with {other}", "Leave one of them out.")
    from runtime.cli.prompts import ask_whether, can_ask
    from runtime.cli.testing.update import CaseRunCollector, offer
    from runtime.render.screen import Screen

    collector, screen = CaseRunCollector(), Screen(folds=True)
    result = _run(selection, as_json=False, plugins=[collector])
    interactive = can_ask("")
    ask = (lambda _: True) if yes else ask_whether if interactive else (lambda _: False)
    written = offer(collector.runs, screen, ask)
    if written:
        return _run(selection, as_json=False).exit_code
    if collector.runs and not yes and not interactive:
        screen.print("Nothing was written: add --yes.")
    return result.exit_code
