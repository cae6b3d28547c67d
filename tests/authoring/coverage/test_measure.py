"""Recorded runs are measured in the cage: the same commands, or no number and the reason for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.authoring.coverage.measure import MeasuredRun, UnmeasuredRun
from runtime.authoring.coverage.merge import Coverage, Share, merge, percents
from runtime.authoring.coverage.points import Statement
from runtime.model.script import Place, Script
from tests.authoring.coverage.runs import coverage, record_run
from tests.paths import RECORDINGS

RECORDED = sorted(RECORDINGS.glob("v*/*.jsonl"))
UNKNOWN = {
    "computes-on-a-secret": "it depends on a masked secret",
    "cpu-limit": "ended in the middle of its work (cpu-limit)",
    "memory-limit": "ended in the middle of its work (memory-limit)",
}
BRANCHES = """\
let left = function () {
    return 'l'
}
if (context.left) {
    context.side = left();
} else
    context.side = context.other || 'r';
done(context);
"""


@pytest.fixture(scope="module")
def own_coverage() -> Coverage:
    return coverage(RECORDED)


def test_every_recording_that_happens_again_is_measured(own_coverage: Coverage) -> None:
    """The others are told with their reason, and nothing of them is counted."""
    why = {
        (Path(one.recording).parent.name, Path(one.recording).stem): one.why for one in own_coverage.untrusted
    }
    assert sorted(why) == sorted((version, name) for version in ("v1", "v2") for name in UNKNOWN)
    assert all(UNKNOWN[name] in told for (_, name), told in why.items())
    assert sum(one.runs for one in own_coverage.scripts) == len(RECORDED) - len(why)
    assert {one.script.name for one in own_coverage.scripts} >= {
        "goto-provision.js",
        "timers.js",
    }


def test_lines_branches_and_functions_of_a_shipped_script(own_coverage: Coverage) -> None:
    """The provisioning script, of whose five runs none met a user that exists."""
    (found,) = [one for one in own_coverage.scripts if one.script.name == "goto-provision.js"]
    assert (found.runs, found.line_share, found.function_share) == (5, Share(31, 41), Share(8, 12))
    assert [line for line, hits in found.lines.items() if not hits] == [
        28,
        32,
        42,
        49,
        111,
        114,
        116,
        117,
        118,
        135,
    ]
    assert found.lines[83] > 0
    assert "the else of line 130 was never taken" in [arm.never for arm in found.missed]


def test_runs_of_one_script_are_added_up(tmp_path: Path) -> None:
    """A hit is a run; each run reaches one side, and together they leave out one operand."""
    runs = [record_run(tmp_path, BRANCHES, one) for one in ({"left": 1}, {}, {})]
    (found,) = coverage(runs).scripts
    assert found.lines == {1: 3, 2: 1, 4: 3, 5: 1, 7: 2, 8: 3}
    assert [[hits for _, hits in branch.arms] for branch in found.branches] == [[1, 2], [0, 2]]
    assert [(one.name, hits) for one, hits in found.functions] == [("left", 1)]
    assert [arm.never for arm in found.missed] == ["the || of line 7 was never decided by operand 1 of 2"]
    assert (found.line_share, found.branch_share) == (Share(6, 6), Share(3, 4))


@pytest.mark.parametrize(
    "script",
    [
        "context.text = String(function () { return 1 }); done(context);",
        "let f = () => { return 1 }; if (f.toString().length > 20) done(1); else done(context);",
        "let n = 0; function deep() { n++; deep() }\ntry { deep() } catch (e) { context.n = n } done(context);",
    ],
)
def test_a_script_that_sees_its_counters_has_no_coverage(tmp_path: Path, script: str) -> None:
    """What the copy reached would be something else than what the script did."""
    (found,) = (told := coverage([record_run(tmp_path, script)])).untrusted
    assert "with counters the script does something else" in found.why
    assert told.scripts == ()
    assert told.below(0) == f"The coverage of s.js is not known: {found.why}."


def test_a_stack_that_is_shown_may_have_other_columns(tmp_path: Path) -> None:
    """Lines count, and these are the same."""
    script = "function f() { if (1) throw new Error('x') }\ntry { f() } catch (e) { context.s = e.stack } done(context);"
    (found,) = coverage([record_run(tmp_path, script)]).scripts
    assert found.line_share == Share(2, 2)


def test_a_script_cannot_count_for_itself(tmp_path: Path) -> None:
    """It can learn the counters' name from its own text, but not the mark, and its console lines stay its own."""
    script = "console.debug('0:1'); console.debug = () => { throw 1 };\nif (0) {\n done(1) }\ndone(context);"
    (found,) = coverage([record_run(tmp_path, script)]).scripts
    assert [line for line, hits in found.lines.items() if not hits] == [3]


def test_ten_thousand_points_of_a_script(tmp_path: Path) -> None:
    """More than a script may say at once: counters have room of their own."""
    script = "let n = 0;\n" + "if (n) n = 2; else n = n || 0;\n" * 2000 + "done(context);"
    (found,) = coverage([record_run(tmp_path, script, cpu=10.0)]).scripts
    assert len(found.points) > 10_000
    assert found.line_share == Share(2002, 2002)
    assert found.branch_share.reached == 4000


def test_a_file_that_is_no_recording_is_told(tmp_path: Path) -> None:
    """As one more run of which nothing is known."""
    (tmp_path / "no.jsonl").write_text("{}\n", "utf-8")
    found = coverage([tmp_path / "no.jsonl", tmp_path / "missing.jsonl"])
    assert len(found.untrusted) == 2
    assert found.lines == Share(0, 0)
    assert found.below(50)


def test_another_text_under_the_same_name_is_not_added_up() -> None:
    """Points of two texts have nothing to do with each other."""
    script = Script("a", name="s.js", sha256="sum")
    one = MeasuredRun("1", script, (Statement(Place(1, 1)),), frozenset({0}))
    other = MeasuredRun("2", script, (Statement(Place(2, 1)),), frozenset({0}))
    found = merge([one, other, UnmeasuredRun("3", "why", script)])
    assert found.scripts[0].runs == 1
    assert [told.recording for told in found.untrusted] == ["2", "3"]
    assert found.unmeasured == ()


@pytest.mark.parametrize(("percent", "enough"), [(100.0, False), (66.7, False), (66.6, True), (0.0, True)])
def test_what_is_asked_for_is_held_against_all_lines(percent: float, enough: bool) -> None:  # noqa: FBT001
    """Exactly, and not rounded."""
    points = tuple(Statement(Place(line, 1)) for line in (1, 2, 3))
    found = merge([MeasuredRun("1", Script("", name="s.js"), points, frozenset({0, 1}))])
    assert (found.below(percent) == "") is enough
    if not enough:
        assert found.below(percent).startswith("66.6 % of the lines were reached")


def test_a_share_is_never_rounded_up() -> None:
    """99.96 % is not all of it."""
    told = [
        percents(Share(*one).percent) for one in ((2499, 2500), (1, 1), (0, 3), (1, 3), (0, 0), (29, 100))
    ]
    assert told == ["99.9 %", "100 %", "0 %", "33.3 %", "none", "29 %"]
