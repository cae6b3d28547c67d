"""A run is led another way from some answer on; everything before that is as it was recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runtime.model.commands import SendRequest
from runtime.model.errors import BadInput
from runtime.model.events import Received, Responded
from runtime.model.limits import Limits
from runtime.recording import Recording
from runtime.runs.replay.fork import Fork, ForkAnswer, point
from runtime.runs.replay.unmask import Unmasking, stand_ins
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from runtime.world import answers
from tests import running
from tests.runs.replay.recording import INTERRUPTED, URL, Recordings, press_ctrl_c

OK = {"json": {"id": 7}}
TWO = f"""
rest.get('{URL}/a').on('complete', function (first, response) {{
  context.first = response ? response.statusCode : first.message;
  rest.get('{URL}/b').on('complete', function (second, response) {{
    context.second = response ? response.statusCode : second.message;
    done(context);
  }});
}});
"""


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    """Made in a folder of their own."""
    return Recordings(tmp_path)


def answer(**said: Any) -> ForkAnswer:
    """Another answer."""
    return ForkAnswer(answers.single("test", said), "answered otherwise", fails="fail" in said)


def line(recording: Recording, kind: type, request: int) -> int:
    """The number of the line on which such an event of a request stands."""
    return next(
        entry.seq
        for entry in recording.entries
        if isinstance(entry.what, kind)
        and request
        in (getattr(entry.what, "request", 0), getattr(getattr(entry.what, "request", 0), "id", 0))
    )


def run_fork(
    recording: Recording, at: int, other: ForkAnswer | None, folder: Path, choice: WorldChoice | None = None
) -> tuple[Any, Recording]:
    """The context that a fork came to, and its recording."""
    path = folder / "fork.jsonl"
    done = running.run_fork(
        Fork(recording=recording, at=at, answer=other, choice=choice or WorldChoice(), record=path)
    )
    assert done.divergence is None
    assert done.report is not None
    return done.report.context.after, open_recording(path)


def test_a_fork_goes_on_with_another_answer_and_then_with_the_fake(
    recordings: Recordings, tmp_path: Path
) -> None:
    """The first answer is as it was; the second one isn't."""
    recording = recordings.record(TWO, OK, OK)
    at = line(recording, Responded, 2)
    after, new = run_fork(recording, at, answer(status=401), tmp_path)
    assert (after["first"], after["second"]) == (200, 401)
    assert new.entries[: at - 1] == recording.entries[: at - 1]
    assert new.entries[at - 1].what != recording.entries[at - 1].what


def test_a_fork_knows_its_parent(recordings: Recordings, tmp_path: Path) -> None:
    """By name, by the last line that both have, and by that line's seal."""
    recording = recordings.record(TWO, OK, OK)
    at = line(recording, Responded, 1)
    _, new = run_fork(recording, at, answer(status=500), tmp_path)
    parent = new.head.parent
    assert parent is not None
    assert parent.name == Path(recording.name).name
    assert parent.at == at - 1
    assert parent.chain == recording.seals[at - 1]
    assert (new.plan.seed, new.plan.started) == (recording.plan.seed, recording.plan.started)


def test_a_fork_of_a_fork_replays_like_any_other(recordings: Recordings, tmp_path: Path) -> None:
    """It is a recording."""
    recording = recordings.record(TWO, OK, OK)
    _, new = run_fork(recording, line(recording, Responded, 2), answer(fail="cut"), tmp_path)
    assert running.run_replay(new).identical
    (tmp_path / "more").mkdir()
    _, newer = run_fork(new, line(new, Responded, 1), answer(status=404), tmp_path / "more")
    assert running.run_replay(newer).identical
    assert newer.head.parent is not None
    assert newer.head.parent.name == "fork.jsonl"


FAILURES = {
    "refused": "connect ECONNREFUSED 127.0.0.1:443",
    "cut": "socket hang up",
    "unknown-host": "getaddrinfo ENOTFOUND api.example.com",
}


@pytest.mark.parametrize("how", FAILURES)
def test_a_fork_can_get_no_answer(how: str, recordings: Recordings, tmp_path: Path) -> None:
    """Failures in Node's words."""
    recording = recordings.record(TWO, OK, OK)
    after, _ = run_fork(recording, line(recording, Responded, 2), answer(fail=how), tmp_path)
    assert after["second"] == FAILURES[how]


def test_an_answer_can_be_cut_after_its_head(recordings: Recordings, tmp_path: Path) -> None:
    """At the line of its body; another status can't come any more there."""
    recording = recordings.record(TWO, OK, OK)
    at = line(recording, Received, 2)
    after, new = run_fork(recording, at, answer(fail="cut"), tmp_path)
    assert new.entries[: at - 1] == recording.entries[: at - 1]
    assert after["second"] == "socket hang up"
    with pytest.raises(BadInput, match=f"Fork at {at - 1}|whose head came earlier"):
        point(recording, at, answer(status=500))


def test_a_request_that_was_never_answered_gets_an_answer(recordings: Recordings, tmp_path: Path) -> None:
    """By the line of the request; the recorded deadline is no obstacle."""
    recording = recordings.record(TWO, OK, {"fail": "never"}, limits=Limits(deadline=0.2))
    assert recording.ending.outcome == "deadline"
    asked = next(e.seq for e in reversed(recording.entries) if type(e.what).__name__ == "SendRequest")
    after, _ = run_fork(recording, asked, answer(status=202), tmp_path)
    assert (after["first"], after["second"]) == (200, 202)


def test_answers_under_way_come_from_the_recording(recordings: Recordings, tmp_path: Path) -> None:
    """A fork changes one answer, and not those of its neighbours."""
    text = f"""
        context.got = {{}};
        ['a', 'b', 'c'].forEach(function (name) {{
          rest.get('{URL}/' + name).on('complete', function (data, response) {{
            context.got[name] = [response.statusCode, data];
            if (Object.keys(context.got).length === 3) done(context);
          }});
        }});"""
    recording = recordings.record(text, {"json": 1}, {"json": 2}, {"json": 3})
    after, new = run_fork(recording, line(recording, Responded, 1), answer(status=500, json="no"), tmp_path)
    assert after["got"] == {"a": [500, "no"], "b": [200, 2], "c": [200, 3]}
    assert running.run_replay(new).identical


def test_the_fake_has_heard_what_was_asked_before(tmp_path: Path) -> None:
    """The user that the recorded run created is there when the fork goes on."""
    account = "4205157634209012741"
    text = f"""
        var users = 'https://api.getgo.com/admin/rest/v1/accounts/{account}/users';
        var headers = {{Authorization: 'Bearer ' + context.token}};
        var person = {{email: 'ada@example.com', firstName: 'Ada', lastName: 'Example', locale: 'en_US'}};
        rest.postJson(users, {{users: [person], licenseKeys: []}}, {{headers: headers}}).on('complete', function () {{
          rest.get(users + '?filter=(email="ada@example.com")', {{headers: headers}}).on('complete', function (found) {{
            context.found = found.results ? found.results.length : found;
            done(context);
          }});
        }});"""
    value = {"token": "SAMPLE-access-token-kP4vX9qLw2Tz7RbN"}
    recording = Recordings(tmp_path, value).record(
        text, {"status": 201, "json": []}, {"json": {"results": []}}
    )
    after, _ = run_fork(recording, line(recording, Responded, 2), None, tmp_path)
    assert after["found"] == 1


def test_whoever_puts_the_context_back_is_told_of_stand_ins_in_recorded_answers(tmp_path: Path) -> None:
    """They would be sent to a live service; a secret that was put back would not."""
    text = f"""
        rest.get('{URL}/token', {{accessToken: context.token}}).on('complete', function (found) {{
          rest.get('{URL}/users', {{accessToken: found.access_token || context.token}})
            .on('complete', function () {{ done(context); }});
        }});"""
    secret = "kP4vX9qLw2Tz7RbNmB3nYc8H"
    live = WorldChoice(live=("api.example.com",), maps=("api.example.com=http://127.0.0.1:9",))

    def notes(body: object, back: dict[str, str]) -> list[str]:
        recording = Recordings(tmp_path, {"token": secret}).record(text, {"json": body}, OK)
        given = {stand_ins(recording)[0]: back["token"]} if back else {}
        at = line(recording, Responded, 2)
        wanted = Fork(
            recording=recording, at=at, answer=None, choice=live, record=None, secrets=Unmasking(given)
        )
        return running.run_fork(wanted).notes

    token = {"access_token": "Yc8HsJ5dQe6WkP4vX9qL"}
    assert [one.split(",")[0] for one in notes(token, {})] == ["its secrets are stand-ins"]
    assert [one.split(",")[0] for one in notes(token, {"token": secret})] == [
        "some of its secrets are still stand-ins"
    ]
    assert notes({}, {"token": secret}) == []


def test_a_recording_that_does_not_happen_again_is_not_forked(recordings: Recordings, tmp_path: Path) -> None:
    """What came before is held against it, and no recording is left of a run that went another way."""
    recording = recordings.record(TWO, OK, OK)
    other = replace(recording.plan.script, text=TWO.replace("/b", "/c"))
    changed = recording.with_plan(replace(recording.plan, script=other))
    path = tmp_path / "fork.jsonl"
    done = running.run_fork(
        Fork(
            recording=changed,
            at=line(changed, Responded, 2),
            answer=answer(status=401),
            choice=WorldChoice(),
            record=path,
        )
    )
    assert done.divergence is not None
    assert done.outcome == "diverged"
    assert not path.exists()


GIVEN_UP = f"""
rest.get('{URL}/slow', {{timeout: 20}}).on('timeout', function () {{
  context.said = 'timeout';
  done(context);
}}).on('complete', function (data, response) {{
  context.said = response.statusCode;
  done(context);
}});
"""
THREW = f"""
rest.get('{URL}/first').on('complete', function () {{ context.nothing.there; }});
rest.get('{URL}/second').on('complete', function (data, response) {{ context.said = response.statusCode; done(context); }});
"""


def test_a_request_that_was_given_up_can_still_be_answered(recordings: Recordings, tmp_path: Path) -> None:
    """Before it is: afterwards nobody would hear of it."""
    recording = recordings.record(GIVEN_UP, {"fail": "never"})
    assert recording.ending.outcome == "done"
    after, made = run_fork(recording, line(recording, SendRequest, 1), answer(status=401), tmp_path)
    assert after["said"] == 401
    assert running.run_replay(made).identical


def test_a_request_whose_answer_an_exception_forestalled_can_still_be_answered(
    recordings: Recordings, tmp_path: Path
) -> None:
    """Before the turn that threw."""
    recording = recordings.record(THREW, OK, {"fail": "never"})
    assert recording.ending.outcome == "threw"
    at = line(recording, SendRequest, 2)
    _, made = run_fork(recording, at, answer(status=401), tmp_path)
    assert any(isinstance(one.what, Responded) and one.what.status == 401 for one in made.entries)
    assert running.run_replay(made).identical


def test_a_request_whose_answer_was_too_large_can_get_another(recordings: Recordings, tmp_path: Path) -> None:
    """It was sent, and the run ended while it waited."""
    large = {"text": "x" * 5000}
    recording = recordings.record(GIVEN_UP, large, limits=Limits(response=4000))
    assert recording.ending.outcome == "limit"
    after, _ = run_fork(recording, line(recording, SendRequest, 1), answer(status=401), tmp_path)
    assert after["said"] == 401


def test_a_request_that_nothing_could_have_answered_is_refused(recordings: Recordings) -> None:
    """The run was over with the turn in which it was made."""
    many = f"for (var n = 0; n < 3; n++) rest.get('{URL}/' + n);"
    recording = recordings.record(many, limits=Limits(requests=2))
    assert recording.ending.outcome == "limit"
    with pytest.raises(BadInput, match="could get no answer"):
        point(recording, line(recording, SendRequest, 2), answer(status=401))


@INTERRUPTED
def test_a_fork_that_is_stopped_before_its_point_leaves_no_recording(
    recordings: Recordings, tmp_path: Path
) -> None:
    """It would be none that goes on from its parent."""
    recording = recordings.record(TWO, OK, OK)
    path = tmp_path / "fork.jsonl"
    wanted = Fork(
        recording=recording,
        at=line(recording, Responded, 2),
        answer=answer(status=401),
        choice=WorldChoice(),
        record=path,
    )
    done = running.run_fork(wanted, interrupts=press_ctrl_c())
    assert (done.outcome, done.exit_code, done.divergence) == ("interrupted", 130, None)
    assert done.report is not None
    assert done.report.recording is None
    assert not path.exists()


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (1, "is not an answer"),
        (999, "has the lines 1 to"),
        (0, "has the lines 1 to"),
        (3, "is not an answer"),
    ],
)
def test_a_line_that_is_no_answer_is_refused_with_the_nearest(
    at: int, problem: str, recordings: Recordings
) -> None:
    """And how to find the numbers."""
    with pytest.raises(BadInput, match=problem) as refused:
        point(recordings.record(TWO, OK, OK), at, answer(status=401))
    assert "mws show" in refused.value.way_out
