"""Every recording of the suite happens again: the same commands, in the same order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runtime.inputs.files import read_context, read_script
from runtime.model.events import Failed
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import Script
from runtime.recording import End, Recording
from runtime.runs.launch import Order
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.paths import RECORDINGS, ROOT
from tests.runs.replay.recording import INTERRUPTED, press_ctrl_c

STATES = sorted(ROOT.glob("fixtures/goto/*.json"))
CONTEXTS = sorted(path.stem for path in ROOT.glob("fixtures/contexts/*.json"))


def record(
    folder: Path,
    script: Script,
    context: str,
    choice: WorldChoice,
    *,
    timers: bool = False,
    deadline: float = 60,
) -> Recording:
    path = folder / "run.jsonl"
    order = Order(
        script=script,
        context=read_context(context),
        kind=infer_kind(script),
        limits=Limits(deadline=deadline),
        choice=choice,
        timers=timers,
        record=path,
    )
    running.run_order(order)
    return open_recording(path)


def is_identical(recording: Recording) -> bool:
    """Whether all that was recorded is said again, in its order, and comes to the same end."""
    return running.run_replay(recording).identical


@pytest.mark.parametrize("state", STATES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["goto-provision", "goto-deprovision"])
def test_the_published_scripts_happen_again_whatever_the_service_did(
    name: str, state: Path, tmp_path: Path
) -> None:
    """Refusals, cuts and silence included."""
    if state.stem == "never" and name == "goto-deprovision":
        pytest.skip("waits for the deadline, as its sister does")
    deadline = 2 if state.stem == "never" else 60
    choice = WorldChoice(fakes=(f"goto={state}",))
    recording = record(tmp_path, read_script(f"@{name}"), "@assigned-new", choice, deadline=deadline)
    assert len(recording.entries) > 2
    assert is_identical(recording)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_sample_context_happens_again(context: str, tmp_path: Path) -> None:
    """Those that make the script throw as well."""
    recording = record(tmp_path, read_script("@goto-provision"), f"@{context}", WorldChoice())
    assert is_identical(recording)


SCRIPTS = {
    "time, chance and timers": """
        context.a = [Date.now(), Math.random(), new Date().toISOString()];
        setTimeout(function () {
            context.b = [Date.now(), Math.random()];
            setTimeout(function () { done(context); }, 30);
        }, 20);""",
    "a timer that is taken back when it has just run out": """
        var other;
        setTimeout(function () { clearTimeout(other); }, 5);
        other = setTimeout(function () { console.log('never'); }, 5);
        setTimeout(function () { done(context); }, 10);""",
    "requests side by side": """
        var left = 5;
        [1, 2, 3, 4, 5].forEach(function (n) {
            rest.get('https://api.getgo.com/admin/rest/v1/me?n=' + n).on('complete', function (data) {
                context['n' + n] = Math.random();
                if (--left === 0) done(context);
            });
        });""",
    "promises": """
        new Promise(function (resolve) { rest.get('https://api.getgo.com/x').on('complete', resolve); })
            .then(function (data) { context.data = data; done(context); });""",
    "an abort": """
        var r = rest.get('https://api.getgo.com/x').on('abort', function () { console.log('gone'); });
        r.on('complete', function () { done(context); });
        r.abort();""",
    "a time-out of restler's": """
        rest.get('https://api.getgo.com/x', {timeout: 5000})
            .on('complete', function (d, r) { context.status = r.statusCode; done(context); });""",
    "a denial": """
        rest.get('https://elsewhere.example.com/').on('complete', function (error) {
            context.error = error.message; done(context);
        });""",
    "an exception in a handler": """
        rest.get('https://api.getgo.com/x').on('complete', function () { null.x; });""",
    "work after done": """
        done(context);
        rest.get('https://api.getgo.com/x').on('complete', function () { console.log('late'); });""",
    "odd text": "console.log('\\ud800 \\u2028 \\u0000 \\u{1f600}'); context.x = '\\ud800'; done(context);",
    "a transformation": """
        // mws: transformation
        context.CurrentUser = {MailAddress: Math.random() + '@example.com'};""",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_of_ones_own_happens_again(name: str, tmp_path: Path) -> None:
    """Whatever would differ between two runs is an event, or stands in the head."""
    text = SCRIPTS[name].strip()
    script = Script(text, name="own.js")
    assert is_identical(record(tmp_path, script, "@assigned-new", WorldChoice(), timers=True))


def test_a_run_that_would_differ_does_not_happen_again(tmp_path: Path) -> None:
    """So this test can fail: another seed gives other commands."""
    script = Script("context.x = Math.random(); done(context);", name="own.js")
    recording = record(tmp_path, script, "@assigned-new", WorldChoice())
    assert is_identical(recording)
    assert not is_identical(recording.with_plan(replace(recording.plan, seed=(9, 9, 9, 9))))


def test_a_denial_is_recorded_as_what_the_script_saw(tmp_path: Path) -> None:
    """With the reason beside it."""
    script = Script(SCRIPTS["a denial"], name="own.js")
    recording = record(tmp_path, script, "@assigned-new", WorldChoice())
    failed = next(entry.what for entry in recording.entries if isinstance(entry.what, Failed))
    assert "--live elsewhere.example.com" in failed.denied


def test_recorded_pauses_are_kept_if_that_is_wanted(tmp_path: Path) -> None:
    """Otherwise nothing waits for a clock."""
    script = Script("setTimeout(function () { done(context); }, 60);", name="own.js")
    recording = record(tmp_path, script, "@assigned-new", WorldChoice(), timers=True)
    slow = running.run_replay(recording, real_time=True)
    assert slow.identical
    assert slow.seconds >= 0.06
    assert running.run_replay(recording, times=3).times == 3


def test_a_deadline_of_a_day_is_over_at_once(tmp_path: Path) -> None:
    """It is by the recording's time that it passes."""
    script = Script(SCRIPTS["work after done"].replace("done(context);", ""), name="own.js")
    recording = record(tmp_path, script, "@assigned-new", WorldChoice(fakes=("goto=@never",)), deadline=2)
    assert recording.ending.outcome == "deadline"
    limits = replace(recording.plan.limits, deadline=86_400.0)
    end = replace(recording.end or End(Outcome.DEADLINE), t=86_400_000.0)
    long = replace(recording.with_plan(replace(recording.plan, limits=limits)), end=end)
    assert running.run_replay(long).outcome == "deadline"


@INTERRUPTED
@pytest.mark.parametrize("name", ["done", "interrupted"])
def test_a_replay_that_somebody_stops_is_interrupted_and_has_not_diverged(name: str) -> None:
    """Nor has it happened again, also if the recorded run was stopped, too."""
    recording = open_recording(RECORDINGS / "v2" / f"{name}.jsonl")
    done = running.run_replay(recording, interrupts=press_ctrl_c())
    assert (done.outcome, done.exit_code, done.identical) == ("interrupted", 130, False)
    assert (done.divergence, done.because) == (None, "")
