"""Whatever a script does, and whatever is done to it, happens again: the same, at once, and each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from runtime.cage.pool import SCRIPT, Cage
from runtime.inputs.files import read_context
from runtime.model.kind import Kind, infer_kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.launch import Order
from runtime.runs.replay.replay import Replay, replay
from runtime.runs.result import Setting
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.session.transcript import Entry, Transcript
from tests import running
from tests.examples import examples
from tests.paths import RECORDINGS
from tests.runs.replay.random_scripts import HOST, SCRIPTS, Anything
from tests.work import track_expired_waits

SMALL = Limits(deadline=0.15, after_done=0.05, cpu=1.0, requests=12, response=4000)


def record(path: Path, text: str, limits: Limits = SMALL, *, program: str = SCRIPT) -> Recording:
    """A run of this script in a world that does anything."""
    script, policy = Script(text, name="own.js"), Policy({"fake": frozenset({HOST})})
    plan = Plan(
        script=script,
        context='{"a": 1}',
        kind=Kind.WORKFLOW,
        limits=limits,
        timers=True,
        seed=(1, 2, 3, 4),
        started=10**12,
    )
    running.run(plan, {"fake": Anything()}, policy, Secrets(), record=path, program=program)
    return open_recording(path)


@settings(
    max_examples=examples(150),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(text=SCRIPTS)
def test_any_run_happens_again(text: str) -> None:
    """Requests, redirects, retries, timers, promises, exceptions; refusals, cuts, silence; small limits."""
    with TemporaryDirectory() as folder:
        recording = record(Path(folder, "r.jsonl"), text)
    replayed = running.run_replay(recording)
    assert replayed.identical, (replayed.divergence, text)


def stretch(recording: Recording, times: float) -> Recording:
    """As if the run had waited so many times as long for its deadline."""
    assert recording.end is not None
    limits = recording.plan.limits
    longer = replace(recording.plan, limits=replace(limits, deadline=limits.deadline * times))
    end = replace(recording.end, t=(recording.end.t or 0) * times)
    return replace(recording.with_plan(longer), end=end)


def recordings_by_outcome(folder: Path) -> dict[Outcome, Recording]:
    """A recording of each outcome: those that are kept, and those that take a broken child or a long wait."""
    found = {}
    for path in (RECORDINGS / "v2").glob("*.jsonl"):
        recording = open_recording(path)
        found[recording.ending.outcome] = recording
    found[Outcome.DEADLINE] = stretch(found[Outcome.DEADLINE], 60)
    found[Outcome.ENGINE_FAULT] = record(folder / "fault.jsonl", "exit 3", program="tests.cage.misbehaving")
    # A replay that has left its recording isn't recorded as such; somebody may write one all the same.
    silent = found[Outcome.DEADLINE]
    assert silent.end is not None
    found[Outcome.DIVERGED] = replace(silent, end=replace(silent.end, outcome=Outcome.DIVERGED))
    return found


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_happens_again_without_waiting(outcome: Outcome, tmp_path: Path) -> None:
    """Also where the run had waited half a minute, or used up its CPU time."""
    recording = recordings_by_outcome(tmp_path)[outcome]
    with track_expired_waits() as waits:
        replayed = running.run_replay(recording)
    assert waits == []
    assert replayed.outcome is replayed.recorded_outcome is outcome
    assert replayed.identical


class EntryCollector:
    """A face that keeps what it is told."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """Begun."""

    def take(self, entry: Entry) -> None:
        self.entries.append(entry)

    def end(self) -> None:
        """Over."""


def replay_entries(recording: Recording) -> tuple[Entry, ...]:
    """All that is said and heard in a replay."""
    heard = EntryCollector()
    pool = running._thread.pool(SCRIPT, Cage.AUTO)
    assert running._thread.runner.run(replay(Replay(recording=recording), pool, heard)).identical
    return tuple(heard.entries)


WHOLE = [
    path
    for path in sorted((RECORDINGS / "v2").glob("*.jsonl"))
    if path.stem
    not in {"computes-on-a-secret", "cpu-limit", "memory-limit"}  # their last turn isn't run again
]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_each_replay_says_what_the_recording_says(path: Path) -> None:
    """Line by line, and to the millisecond; so what is recorded of a replay is the same recording."""
    recording = open_recording(path)
    assert replay_entries(recording) == replay_entries(recording) == recording.entries


@settings(max_examples=examples(15), deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    answers=st.lists(
        st.sampled_from(
            [
                {"status": 200, "json": {"a": 1}},
                {"status": 500, "text": "no"},
                {"fail": "refused"},
                {"fail": "cut"},
                {"fail": "unknown-host"},
                {"fail": "never"},
            ]
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_row_of_canned_answers_happens_again(answers: list[dict[str, object]]) -> None:
    """One request after the other, as a script that goes on whatever it hears; as a command launches it."""
    text = """
        function next(n) {
            rest.get('https://api.example.com/' + n).on('complete', function (data) {
                context['n' + n] = data instanceof Error ? data.message : data;
                if (n < 3) next(n + 1); else done(context);
            });
        }
        next(0);"""
    told = [{"request": "GET https://api.example.com/*", **one} for one in answers]
    script = Script(text, name="own.js")
    with TemporaryDirectory() as folder:
        file, path = Path(folder, "answers.json"), Path(folder, "r.jsonl")
        file.write_text(json.dumps({"answers": told}), "utf-8")
        context = read_context("@assigned-new")
        running.run_order(
            Order(
                script=script,
                context=context,
                kind=infer_kind(script),
                limits=SMALL,
                choice=WorldChoice(answers=file),
                record=path,
            )
        )
        assert running.run_replay(open_recording(path)).identical
