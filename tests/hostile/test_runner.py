"""The runner's words and judgement: what counts as bounded, and what it says to folders that it can't use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.cage.child import Child
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.runs.launch import LaunchResult, Order
from runtime.runs.report import Report
from tests import running
from tests.hostile import traces
from tests.hostile.__main__ import main
from tests.hostile.case import Case, read
from tests.hostile.harness import Harness
from tests.hostile.observer import Counters, Notes
from tests.hostile.truth import find_doubts

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no CPU timer, and nothing counts"
)
DONE = "// a script that does no harm\ndone(context);\n"
LIMITS = Limits(deadline=5.0, cpu=1.0, memory=64 << 20)


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    (tmp_path / "a1.js").write_text(DONE, "utf-8")
    (tmp_path / "a2.js").write_text("// throws\nthrow new Error('InternalError: out of memory');\n", "utf-8")
    (tmp_path / "notes.txt").write_text("not a script", "utf-8")
    return tmp_path


def test_each_script_has_a_row_and_the_last_line_has_the_sum(
    scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outcome, wall, CPU, peak; the working folder is as it was."""
    before = Path.cwd()
    assert main([str(scripts)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [["a1", "done"], ["a2", "threw"]]
    assert lines[-1] == "2 of 2 bounded"
    assert Path.cwd() == before
    assert {path.name for path in scripts.iterdir()} == {"a1.js", "a2.js", "notes.txt"}


def test_programs_get_one_object(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(scripts), "--json", "--only", "a2"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["bounded"], told["of"]) == (1, 1)
    script = told["scripts"][0]
    assert (script["name"], script["outcome"], script["problems"]) == ("a2", "threw", [])


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("none", None, "no such folder"),
        ("empty", "", "has no *.js file in it"),
        ("a1.js", None, "is not a folder"),
        ("bad", "// x [expects: victory]\n", "[expects: victory] is not known"),
        ("worse", "// x [globals: fetch]\n", "[globals: fetch] is not known"),
    ],
)
def test_a_folder_that_can_not_be_used_is_named(
    name: str, text: str | None, problem: str, scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and nothing has run."""
    if text is not None:
        (scripts / name).mkdir()
    if text:
        (scripts / name / "own.js").write_text(text, "utf-8")
    assert main([str(scripts / name)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert problem in told.err
    assert str(scripts / name) in told.err


def test_a_script_that_can_not_be_read_is_bad_input_and_hurts_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it has run. What can't be read as a script is told as the command tells it."""
    for number, data in enumerate(
        (b"\xff", b"a\0b", b"let = = ;", b"//\n" * 100_000, b"// x [context: no.json]")
    ):
        (tmp_path / f"m{number}.js").write_bytes(data)
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[2:-1]] == ["bad-input"] * 5
    assert lines[-1] == "5 of 5 bounded"


def test_a_first_line_asks_for_a_context_a_fake_and_timers(tmp_path: Path) -> None:
    """In any order; a script without brackets gets the usual ones."""
    path = tmp_path / "h1.js"
    path.write_text(
        "\ufeff// A [list] [fake: goto=@empty] [globals: timers] [context: own.json] [expects: done, threw]\n"
    )
    assert read(path) == Case(
        path, str(tmp_path / "own.json"), ("goto=@empty",), timers=True, expects=frozenset({"done", "threw"})
    )
    path.write_text("let x = '// [fake: none]';\n", "utf-8")
    assert read(path) == Case(path)


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    harness = Harness(tmp_path)
    harness.open()
    return harness


@pytest.fixture
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A script that does nothing, so that all that is found fault with is what the test does."""
    path = tmp_path_factory.mktemp("scripts") / "a1.js"
    path.write_text(DONE, "utf-8")
    return read(path)


def test_what_a_run_leaves_behind_is_noticed(
    harness: Harness, harmless: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, a process, memory, a host that broke: each has a sentence of its own."""
    kept: list[object] = []
    assert harness.run_case(harmless).problems == ()

    before = running.run_order

    def do_after_run(work: Callable[[], object]) -> None:
        def run_order(order: Order, watch: Callable[[Child], None]) -> LaunchResult:
            result = before(order, watch=watch)
            work()
            return result

        monkeypatch.setattr(running, "run_order", run_order)

    def problem() -> str:
        found = harness.run_case(harmless)
        assert not found.bounded
        return found.problems[0]

    do_after_run((harness.home / "left").touch)
    assert problem().startswith("there is a new file: ")
    do_after_run(lambda: kept.append(bytearray(b"x") * (11 << 20)))
    assert problem().startswith("this process has grown by 11.")

    def raise_own_fault() -> None:
        raise KeyError("own fault")

    do_after_run(raise_own_fault)
    assert problem() == "the host broke: KeyError('own fault')"
    monkeypatch.setattr(traces, "_PATIENCE", 0.0)
    pids: list[int] = []

    def fork() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        pids.append(pid)

    do_after_run(fork)
    assert "processes instead of" in problem()
    for pid in pids:
        os.waitpid(pid, 0)


def test_a_healthy_run_that_is_none_is_noticed(
    harness: Harness, harmless: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever came of the script itself."""
    monkeypatch.setattr("tests.hostile.harness._ANSWERED", [])
    assert harness.run_case(harmless).problems == (
        "afterwards, a healthy run ended as done with [('GET', 200), ('POST', 201)]",
    )
    with pytest.raises(RuntimeError, match="even before the first script, a healthy run ended as done"):
        harness.open()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    case = Case(Path("@goto-provision"))
    found = Harness(tmp_path_factory.mktemp("home"))._run(case, LIMITS).report
    assert found is not None
    return found


SAID = {
    "finished": Notes(lines=1, finished=True),
    "threw": Notes(lines=1, threw=True),
    "nothing": Notes(lines=1),
}
ENDED = {stop: Notes(stop, lines=1, threw=True) for stop in ("cpu", "memory", "broken")}
TRUE = {
    ("done", "finished"),
    ("threw", "threw"),
    ("never-done", "nothing"),
    ("limit", "finished"),
    ("limit", "threw"),
    ("limit", "nothing"),
    ("cpu-limit", "cpu"),
    ("memory-limit", "memory"),
    ("engine-fault", "broken"),
    ("limit", "cpu"),
    ("limit", "memory"),
    ("limit", "broken"),
}


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("heard", [*SAID, *ENDED])
def test_an_outcome_has_to_follow_from_what_was_heard(outcome: Outcome, heard: str, report: Report) -> None:
    """Of each the right one is believed, and no other."""
    told = replace(report, outcome=outcome, detail="more than 100 requests")
    found = list(find_doubts(told, (SAID | ENDED)[heard], Counters(2.0, 60 << 20), LIMITS, 1.0))
    assert (not found) == ((outcome, heard) in TRUE), found


@pytest.mark.parametrize(
    ("outcome", "heard", "counters", "wall", "doubt"),
    [
        ("cpu-limit", "cpu", Counters(0.5), 1.0, "the kernel counted 0.50 s"),
        ("memory-limit", "memory", Counters(0.5, 1 << 20), 1.0, "no more than 1048576 bytes were counted"),
        ("memory-limit", "memory", Counters(0.5), 1.0, ""),
        ("deadline", "nothing", Counters(0.5), 4.9, "doesn't follow"),
        ("deadline", "nothing", Counters(0.5), 5.0, ""),
        ("never-done", "nothing", Counters(0.5), 5.0, "doesn't follow"),
    ],
)
def test_an_outcome_has_to_agree_with_what_the_host_has_counted(
    outcome: Outcome, heard: str, counters: Counters, wall: float, doubt: str, report: Report
) -> None:
    """Not only with what the child says."""
    told = replace(report, outcome=Outcome(outcome), detail="")
    found = list(find_doubts(told, (SAID | ENDED)[heard], counters, LIMITS, wall))
    assert bool(found) == bool(doubt)
    assert not doubt or doubt in found[0]
