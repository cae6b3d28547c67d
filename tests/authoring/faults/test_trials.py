"""Each request of a run fails in turn, and what the script makes of that is judged."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.authoring.faults.faults import FAULTS
from runtime.authoring.faults.model import FaultTrials, Trial
from runtime.authoring.faults.trials import TrialOptions, trials, try_faults
from runtime.cage.pool import ChildPool
from runtime.inputs.context import Context
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.runs.execute import run_alone
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Order
from runtime.runs.replay.unmask import Unmasking, stand_ins
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.authoring.faults.scripts import (
    CAREFUL,
    CARELESS,
    OK,
    PATIENT,
    FaultRunner,
    complaints,
    trial,
    verdicts,
)
from tests.paths import ROOT
from tests.runs.replay.recording import INTERRUPTED, URL
from tests.work import track_expired_waits

FAILING = ["401", "403", "404", "409", "429", "500", "html", "cut", "refused"]


@pytest.fixture
def runner(tmp_path: Path) -> FaultRunner:
    return FaultRunner(tmp_path)


def test_a_script_that_sees_every_failure_passes(runner: FaultRunner) -> None:
    """All faults on both requests, and nothing to complain of; no file is left."""
    done = runner.try_all(CAREFUL, OK, OK)
    assert complaints(done) == []
    assert done.passed
    assert len(done.trials) == 2 * len(FAULTS)
    assert runner.kept_files == []


def test_a_script_that_looks_at_nothing_is_told_of_each_failure(runner: FaultRunner) -> None:
    """Unseen where something failed, hung where nothing came; what was no failure to restler is none."""
    done = runner.try_all(CARELESS, OK, OK)
    expected = {**dict.fromkeys(FAULTS, "ok"), **dict.fromkeys(FAILING, "unseen"), "timeout": "hung"}
    assert verdicts(done, 1) == verdicts(done, 2) == expected
    assert not done.passed


def test_a_complaint_says_where_the_script_ended_and_keeps_that_run(runner: FaultRunner) -> None:
    """A recording that can be opened, and goes on from the recorded run."""
    done = trial(runner.try_all(CARELESS, OK, OK), 2, "401")
    assert done.text == "done(context), and nothing shows it: the context is as it was"
    assert done.at is not None
    assert done.at.line == 3
    assert done.recording is not None
    kept = open_recording(Path(done.recording))
    assert kept.head.parent is not None
    assert kept.transcript.exchanges[2].response is not None
    assert kept.transcript.exchanges[2].response.status == 401
    assert running.run_replay(kept).identical


def test_only_complaints_are_kept(runner: FaultRunner) -> None:
    """Hundreds of trials don't leave hundreds of files; each has a name that says what it is."""
    done = runner.try_all(CARELESS, OK, OK)
    assert runner.kept_files == sorted(
        f"{one.request}-{one.fault}.jsonl" for one in done.trials if one.complains
    )


def test_a_trial_that_is_well_now_takes_its_old_recording_away(runner: FaultRunner) -> None:
    """What lies there is what the last test had to complain of."""
    runner.try_all(CARELESS, OK, OK)
    assert runner.kept_files
    runner.try_all(CAREFUL, OK, OK)
    assert runner.kept_files == []


def test_what_came_before_a_fault_is_as_it_was(runner: FaultRunner) -> None:
    """To the line: only then it is the same run with one thing changed."""
    recording, choice = runner.record(CARELESS, OK, OK)
    done = running.run_fault_trials(runner.options_for(recording, choice))
    kept = open_recording(Path(str(trial(done, 2, "500").recording)))
    assert kept.head.parent is not None
    shared = kept.head.parent.at
    assert shared > 5
    assert kept.entries[:shared] == recording.entries[:shared]
    assert kept.entries[shared] != recording.entries[shared]


def test_a_script_that_asks_again_passes(runner: FaultRunner) -> None:
    """Only one request fails: the next one gets the answer that the first had had. Nobody waits for it."""
    with track_expired_waits() as waits:
        done = runner.try_all(PATIENT, OK)
    assert complaints(done) == []
    assert waits == []


def test_answers_that_the_recorded_run_has_had_are_used_up(runner: FaultRunner) -> None:
    """What is asked after a fault gets what was left then, as in the run itself."""
    text = f"""
        rest.get('{URL}/a').on('complete', function () {{
          rest.get('{URL}/a').on('complete', function (second, response) {{
            if (!response || response.statusCode >= 400) {{
              return rest.get('{URL}/a').on('complete', function (third) {{
                context.third = third;
                throw new Error('third is ' + third);
              }});
            }}
            done(context);
          }});
        }});"""
    done = trial(runner.try_all(text, {"json": "one"}, {"json": "two"}, {"json": "three"}), 2, "500")
    assert done.text == "threw Error: third is two"


def test_a_recording_as_a_world_goes_on_where_the_run_had_come(runner: FaultRunner) -> None:
    """Its answers, too, are used up by what was asked before."""
    again = f"""
        rest.get('{URL}/a').on('complete', function (first, response) {{
          if (!response || response.statusCode >= 400) {{
            return rest.get('{URL}/a').on('complete', function (data) {{ throw new Error(data); }});
          }}
          rest.get('{URL}/a').on('complete', function (data, response) {{
            if (!response || response.statusCode >= 400) {{
              return rest.get('{URL}/a').on('complete', function (data) {{ throw new Error(data); }});
            }}
            done(context);
          }});
        }});"""
    recording, _ = runner.record(again, {"json": "one"}, {"json": "two"})
    choice = WorldChoice(answers=Path(recording.name))
    done = running.run_fault_trials(runner.options_for(recording, choice))
    assert [trial(done, number, "500").text for number in (1, 2)] == ["threw Error: one", "threw Error: two"]


def test_requests_in_parallel_fail_one_at_a_time(runner: FaultRunner) -> None:
    """The others get their answers: a script that counts them comes to its end."""
    text = f"""
        context.got = {{}};
        ['a', 'b', 'c'].forEach(function (name) {{
          rest.get('{URL}/' + name, {{timeout: 100}}).on('timeout', function () {{ got(name, 'nothing'); }})
            .on('complete', function (data, response) {{
              if (data || response) got(name, data instanceof Error ? data.code : response.statusCode);
              else if (response) got(name, 'empty');
            }});
        }});
        function got(name, what) {{
          context.got[name] = what;
          if (Object.keys(context.got).length === 3) done(context);
        }}"""
    done = runner.try_all(text, OK, OK, OK)
    assert complaints(done) == []
    assert [one.number for one in done.requests] == [1, 2, 3]


def test_requests_in_a_loop_fail_each(runner: FaultRunner) -> None:
    """The third of five is the one whose failure nobody looks at."""
    text = f"""
        var left = [1, 2, 3, 4, 5];
        (function next() {{
          if (!left.length) return done(context);
          var number = left.shift();
          rest.get('{URL}/' + number).on('complete', function (data, response) {{
            var failed = data instanceof Error || response.statusCode >= 400;
            if (failed && number !== 3) context.problem = number;
            next();
          }});
        }})();"""
    found = complaints(runner.try_all(text, *[OK] * 5))
    assert [one for one in found if one[1] != "timeout"] == [(3, fault, "unseen") for fault in FAILING]
    assert [number for number, fault, _ in found if fault == "timeout"] == [1, 2, 3, 4, 5]


def test_an_exception_is_a_complaint_with_its_place(runner: FaultRunner) -> None:
    """The script's line is shown, too."""
    text = f"""rest.get('{URL}/a').on('complete', function (data, response) {{
      context.a = response.statusCode; done(context); }});"""
    done = trial(runner.try_all(text, OK), 1, "refused")
    assert (done.verdict, done.outcome) == ("threw", "threw")
    assert "statusCode" in done.text
    assert "response.statusCode" in done.source


def test_an_exception_after_done_is_one(runner: FaultRunner) -> None:
    """It ends Node's process all the same."""
    text = f"""rest.get('{URL}/a').on('complete', function (data, response) {{
      context.a = 1; done(context); response.statusCode; }});"""
    assert trial(runner.try_all(text, OK), 1, "cut").verdict == "threw"


def test_how_the_run_ends_anyway_is_not_held_against_a_trial(runner: FaultRunner) -> None:
    """A case that expects an exception gets no more complaints for it."""
    text = f"rest.get('{URL}/a').on('complete', function () {{ throw new Error('always'); }});"
    done = runner.try_all(text, OK)
    assert complaints(done) == [(1, "timeout", "hung")]


def test_a_failure_that_the_recorded_run_had_is_not_told_again(runner: FaultRunner) -> None:
    """The first request's 404 was there before; the second one's fault is new."""
    text = f"""
        rest.get('{URL}/a').on('complete', function () {{
          rest.get('{URL}/b').on('complete', function (data, response) {{
            context.unused = undefined;
            if (!response || response.statusCode >= 400) {{ return retry(); }}
            done(context);
          }});
        }});
        function retry() {{ rest.get('{URL}/b').on('complete', function () {{ done(context); }}); }}"""
    done = runner.try_all(text, {"status": 404}, OK, OK)
    assert verdicts(done, 1)["404"] == "ok"
    assert verdicts(done, 1)["500"] == "unseen"
    assert verdicts(done, 2)["500"] == "ok"


def test_a_run_without_answers_has_nothing_to_try(runner: FaultRunner) -> None:
    done = runner.try_all("done(context);")
    assert (done.trials, done.passed) == ([], True)
    assert done.notes == ["no request of it was answered: there is nothing to try"]


def published_script_options(name: str, context: str, folder: Path) -> TrialOptions:
    """A recorded run of a published script against the fake service."""
    script = Script.from_bytes(name, (ROOT / "scripts" / name).read_bytes())
    given = Context.from_bytes(context, (ROOT / "fixtures" / "contexts" / context).read_bytes())
    path = folder / "run.jsonl"
    running.run_order(Order(script=script, context=given, kind=infer_kind(script), record=path))
    return FaultRunner(folder).options_for(open_recording(path), WorldChoice())


@pytest.mark.parametrize(
    ("name", "context"),
    [("goto-provision.js", "assigned-new.json"), ("goto-deprovision.js", "unassigned.json")],
)
def test_the_published_scripts_show_their_faults(name: str, context: str, tmp_path: Path) -> None:
    """A token that has expired, a network that fails: unseen. A response that never comes: hung."""
    done = running.run_fault_trials(published_script_options(name, context, tmp_path))
    assert done.requests
    for one in done.requests:
        found = verdicts(done, one.number)
        assert [fault for fault, verdict in found.items() if verdict == "unseen"] == FAILING
        assert [fault for fault, verdict in found.items() if verdict == "hung"] == ["timeout"]


def test_the_fake_has_heard_what_the_recorded_run_asked(tmp_path: Path) -> None:
    """And not what failed: asked again after a fault, it makes the user that isn't there."""
    done = running.run_fault_trials(
        published_script_options("goto-provision.js", "assigned-new.json", tmp_path)
    )
    assert not any("denied" in one.text for one in done.trials)


def test_a_live_service_is_never_tried(runner: FaultRunner) -> None:
    """Writes would reach it, again and again."""
    recording, _ = runner.record(CARELESS, OK, OK)
    with pytest.raises(BadInput, match="live service"):
        running.run_fault_trials(runner.options_for(recording, WorldChoice(live=("api.example.com",))))


def test_a_state_that_is_kept_is_not_touched(tmp_path: Path) -> None:
    """Trials begin with the state that the fake begins with, and write none."""
    recording = published_script_options("goto-provision.js", "assigned-new.json", tmp_path).recording
    state = tmp_path / "state.json"
    running.run_fault_trials(FaultRunner(tmp_path).options_for(recording, WorldChoice(state=state)))
    assert not state.exists()


@INTERRUPTED
def test_ctrl_c_in_the_middle_leaves_nothing(runner: FaultRunner) -> None:
    """No task, no file but those of complaints that were told."""
    recording, choice = runner.record(CARELESS, OK, OK)
    wanted, told = runner.options_for(recording, choice), list[Trial]()

    async def work(pool: ChildPool, interrupts: Interrupts) -> int:
        async for one in trials(wanted, pool, interrupts):
            told.append(one)
            if len(told) == 5:
                os.kill(os.getpid(), signal.SIGINT)
        return len(asyncio.all_tasks())

    assert run_alone(None, work) == 1
    assert 5 <= len(told) < 10
    assert set(runner.kept_files) <= {f"{one.request}-{one.fault}.jsonl" for one in told}


def test_a_busy_trial_is_ended_by_hand_at_once(runner: FaultRunner) -> None:
    """It would go on until its time is up."""
    text = f"""
        var timer = setInterval(function () {{}}, 1);
        rest.get('{URL}/a').on('complete', function (data, response) {{
          if (response && response.statusCode === 200 && data) {{ clearInterval(timer); done(context); }}
        }});"""
    recording, choice = runner.record(text, OK)
    patient = recording.with_plan(replace(recording.plan, limits=Limits(deadline=3e7)))

    async def work(pool: ChildPool, interrupts: Interrupts) -> FaultTrials:
        asyncio.get_running_loop().call_later(0.1, interrupts.interrupt)
        return await try_faults(runner.options_for(patient, choice), pool, interrupts)

    done = run_alone(None, work)
    assert (done.trials, done.passed) == ([], False)
    assert done.notes == [f"{len(FAULTS)} trials were left out: it was stopped by hand"]
    assert runner.kept_files == []


def test_whoever_has_seen_enough_leaves_no_files_of_trials_that_nobody_was_told_of(
    runner: FaultRunner,
) -> None:
    """Some are ahead of what was told."""
    wanted = runner.options_for(*runner.record(CARELESS, OK, OK))

    async def work(pool: ChildPool, interrupts: Interrupts) -> None:
        async with aclosing(trials(wanted, pool, interrupts)) as every:
            await anext(every)
            if ahead := asyncio.all_tasks() - {
                asyncio.current_task()
            }:  # on a slow machine it is over by then
                await asyncio.wait(ahead)
            assert len(runner.kept_files) > 1

    run_alone(None, work)
    assert runner.kept_files == ["1-401.jsonl"]


def test_many_requests_are_bounded_and_that_is_said(
    runner: FaultRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording may have any number."""
    monkeypatch.setattr("runtime.authoring.faults.trials._MOST_REQUESTS", 2)
    text = f"""for (var n = 0; n < 4; n++) rest.get('{URL}/' + n).on('complete', function () {{
      if (--n === 0) done(context); }});"""
    done = runner.try_all(text, *[OK] * 4)
    assert {one.request for one in done.trials} == {1, 2}
    assert done.notes == ["only its first 2 requests are tried, of 4"]


def test_a_recording_takes_no_longer_than_is_allowed(
    runner: FaultRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left out is said, and is no pass."""
    monkeypatch.setattr("runtime.authoring.faults.trials._LONGEST_ALL", 0.0)
    done = runner.try_all(CAREFUL, OK, OK)
    assert (done.trials, done.passed) == ([], False)
    assert done.notes == [f"{2 * len(FAULTS)} trials were left out: it took longer than 0 s"]


def test_a_script_that_is_never_at_rest_is_ended(
    runner: FaultRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It polls for as long as the deadline of its recording lets it, a year say."""
    monkeypatch.setattr("runtime.authoring.faults.trials._LONGEST", 0.3)
    text = f"""
        var timer = setInterval(function () {{}}, 1);
        rest.get('{URL}/a').on('complete', function (data, response) {{
          if (response && response.statusCode === 200 && data) {{ clearInterval(timer); done(context); }}
        }});"""
    recording, choice = runner.record(text, OK)
    patient = recording.with_plan(replace(recording.plan, limits=Limits(deadline=3e7)))
    wanted = runner.options_for(patient, choice)
    done = running.run_fault_trials(wanted)
    assert trial(done, 1, "500").text == "was still busy after 0.3 s"
    assert trial(done, 1, "500").verdict == "hung"


def test_a_recording_that_does_not_happen_again_breaks_its_trials(runner: FaultRunner) -> None:
    """It was edited, or another engine made it: nothing is said of the script."""
    recording, choice = runner.record(CARELESS, OK, OK)
    script = replace(recording.plan.script, text=CARELESS.replace("/b", "/c"))
    changed = recording.with_plan(replace(recording.plan, script=script))
    done = running.run_fault_trials(runner.options_for(changed, choice))
    assert set(verdicts(done, 2).values()) == {"broke"}
    assert runner.kept_files == sorted(f"1-{fault}.jsonl" for fault in [*FAILING, "timeout"])


def test_a_request_without_an_answer_in_the_case_is_no_failure_of_the_service(runner: FaultRunner) -> None:
    """The case has none for what is asked after a fault: that is told, and nothing is held against it."""
    text = f"""
        rest.get('{URL}/a').on('complete', function (data, response) {{
          if (response && response.statusCode === 200) return done(context);
          context.problem = true;
          rest.post('{URL}/alarm').on('complete', function () {{ done(context); }});
        }});"""
    answer = {"request": f"GET {URL}/a", **OK}
    done = trial(runner.try_all(text, answer), 1, "500")
    assert (done.verdict, done.outcome) == ("ok", "denied")
    assert "has no answer to POST https://api.example.com/alarm" in done.why[0]


def test_a_request_that_was_denied_is_not_tried(runner: FaultRunner) -> None:
    text = f"""
        rest.get('{URL}/a').on('complete', function () {{
          rest.get('{URL}/b').on('complete', function () {{ done(context); }});
        }});"""
    done = runner.try_all(text, OK)
    assert [one.number for one in done.requests] == [1]


def test_secrets_that_a_script_computes_with_can_be_put_back(tmp_path: Path) -> None:
    """With stand-ins it goes another way than its recording; with the real ones it doesn't."""
    bench, secret = FaultRunner(tmp_path, {"token": "kP4vX9qLw2Tz7RbNmB3nYc8H"}), "kP4vX9qLw2Tz7RbNmB3nYc8H"
    text = f"""
        var sum = 0;
        for (var n = 0; n < context.token.length; n++) sum = sum * 31 + context.token.charCodeAt(n) | 0;
        var path = '/' + sum;
        rest.get('{URL}' + path).on('complete', function () {{ context.path = path; done(context); }});"""
    recording, choice = bench.record(text, OK)
    wanted = bench.options_for(recording, choice)
    revealed = replace(wanted, secrets=Unmasking({stand_ins(recording)[0]: secret}))
    assert set(verdicts(running.run_fault_trials(wanted)).values()) == {"broke"}
    assert set(verdicts(running.run_fault_trials(revealed)).values()) == {"ok", "hung"}
    assert bench.kept_files == ["1-timeout.jsonl"]
    assert secret not in (bench.folder / "kept" / "1-timeout.jsonl").read_text("utf-8")
