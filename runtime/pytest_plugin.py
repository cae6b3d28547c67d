"""Tests of scripts in pytest: each `case.toml` is a file of tests, and tests in Python get fixtures for runs.

It collects nothing but files of that name, and loads what runs a script only when one is to be run.

    def test_it_creates_her(mws_run, goto):
        goto.start({"users": []})
        run = mws_run("../workflows/provision.js", context="context.json", world=goto)
        assert run.outcome == "done"
        assert [user["email"] for user in goto.state["users"]] == ["ada@example.com"]

Another plugin hears of each case that has run by `pytest_mws_case_ran`, and may add to what didn't hold.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from runtime.authoring.cases import Case, CaseFailure, CaseRun, CaseRunner
    from runtime.authoring.cases.goto_fixture import Goto
    from runtime.authoring.cases.result import CaseFacts, CaseResult

_NAME = "case.toml"
_FAULTS = "--mws-faults"


class Hooks:
    """What other plugins may listen to."""

    @pytest.hookspec
    def pytest_mws_case_ran(
        self, config: pytest.Config, run: CaseRun, stage: CaseRunner
    ) -> list[CaseFailure] | None:
        """A case has run, with this result; `stage` runs others. What is returned didn't hold, either."""


class CaseFailed(Exception):
    """What a case expects didn't hold, or a failing request was taken for a success."""

    def __init__(self, facts: CaseFacts) -> None:
        """Of the facts of the run."""
        super().__init__(f"{facts.name}: {len(facts.failures)} expectations didn't hold")
        self.facts = facts


class CaseCollector(pytest.File):
    """A case.toml."""

    def collect(self) -> Iterator[CaseItem]:
        """Its cases."""
        from runtime.authoring.cases import read_cases
        from runtime.model.errors import BadInput

        try:
            cases = read_cases(_near(self.path))
        except BadInput as error:
            raise self.CollectError(_refusal(error)) from error
        for case in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One case. `facts` is its result as text, once it has run."""

    def __init__(self, *, case: Case, **options: Any) -> None:
        """As pytest makes it."""
        super().__init__(**options)
        self.case = case
        self.facts = ""

    def runtest(self) -> None:
        """Run it. Raises CaseFailed, and BadInput for what it names and can't be used."""
        from runtime.model.option import call_options

        with call_options({}):  # a case.toml calls its limits as Python does, whoever started pytest
            self._run()

    def _run(self) -> None:
        from dataclasses import replace

        from runtime.authoring.cases import result
        from runtime.model.errors import BadInput, CageBroke

        stage = _stage(self.config)
        try:
            run = stage.run(self.case)
            more = self.config.hook.pytest_mws_case_ran(config=self.config, run=run, stage=stage)
        except BadInput as error:
            self.facts = result.as_ascii(result.refusal(self.case, error))
            raise
        except CageBroke as error:
            refused = BadInput("mws", str(error))
            self.facts = result.as_ascii(result.refusal(self.case, refused))
            raise refused from error
        run = replace(run, failures=(*run.failures, *(one for every in more for one in every or ())))
        faults = stage.try_faults(run) if run.passed and self.config.getoption(_FAULTS) else None
        facts = result.facts(run, faults)
        self.facts = result.as_ascii(facts)
        self.stash[_RECORDINGS] = [str(run.recording)]
        if not facts.passed:
            raise CaseFailed(facts)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What didn't hold, as `mws test` shows it."""
        from runtime.model.errors import BadInput

        if isinstance(excinfo.value, CaseFailed):
            return _failures(excinfo.value.facts)
        if isinstance(excinfo.value, BadInput):
            return _refusal(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.case.line - 1, self.case.name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make pytest know what `mws test` asks for."""
    text = "run each case.toml again, with each of its requests failing in turn (docs/faults.md)"
    parser.getgroup("mws").addoption(_FAULTS, action="store_true", help=text)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Let others listen."""
    pluginmanager.add_hookspecs(Hooks)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseCollector | None:
    """Only what is called case.toml."""
    return CaseCollector.from_parent(parent, path=file_path) if file_path.name == _NAME else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Give what came of a case to whoever shows it, also in another process."""
    report = yield
    if call.when == "call":
        report.mws = item.facts if isinstance(item, CaseItem) else ""
        report.mws_recordings = item.stash.get(_RECORDINGS, [])
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what the scripts' processes come from."""
    stage = config.stash.get(_STAGE, None)
    if stage is not None:
        stage.close()


@pytest.fixture
def mws_run(request: pytest.FixtureRequest) -> Callable[..., CaseResult]:
    """`mws_run(script, context=..., world=...)`: run a script in the cage, as a case does; what it did.

    Paths are seen from the test's folder. `context` is a path, `@NAME` or a dict; `world` a path of answers
    or of a recording, a list of answers, or the `goto` fixture; without it, the fake goto answers. Further
    keywords are those of case.toml: kind, globals, limits, now, seed.
    """
    from runtime.authoring.cases.fixture_run import AdHoc

    runs = AdHoc(request.path.parent, request.node.name, lambda: _stage(request.config))
    recordings = request.node.stash.setdefault(_RECORDINGS, [])

    def run(*arguments: Any, **options: Any) -> CaseResult:
        result = runs.run(*arguments, **options)
        recordings.append(str(result.recording))
        return result

    return run


@pytest.fixture
def goto() -> Goto:
    """A fake GoTo service: `goto.start(state)` begins anew, `goto.state` is how things stand."""
    from runtime.authoring.cases.goto_fixture import Goto

    return Goto()


_STAGE: pytest.StashKey[CaseRunner] = pytest.StashKey()
_RECORDINGS: pytest.StashKey[list[str]] = pytest.StashKey()


def _stage(config: pytest.Config) -> CaseRunner:
    """One for all cases of this process."""
    if _STAGE not in config.stash:
        from runtime.authoring.cases import CaseRunner

        config.stash[_STAGE] = CaseRunner()
    return config.stash[_STAGE]


def _near(path: Path) -> Path:
    """A path as it is written from here."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _refusal(error: Any) -> str:
    from runtime.render.error import refusal

    return refusal(error)


def _failures(facts: CaseFacts) -> str:
    import io

    from runtime.render.cases import CaseSheet
    from runtime.render.screen import Screen

    sheet = io.StringIO()
    CaseSheet(Screen(sheet)).failures(facts)
    return sheet.getvalue().rstrip("\n")
