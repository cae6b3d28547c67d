"""A recording that breaks off goes on; a request that was sent and has no answer is not sent again by itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from runtime.model.commands import Command, SendRequest, Settle
from runtime.model.errors import BadInput
from runtime.model.events import Received, Responded, WorldEvent
from runtime.model.http import Request
from runtime.model.outcome import Outcome
from runtime.recording import End, Recording
from runtime.runs.replay.fork import Fork, ForkAnswer
from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.store import open_recording
from runtime.runs.world_choice import RunWorlds, WorldChoice
from runtime.session.routing import Policy
from runtime.world import answers
from tests import running
from tests.runs.replay.recording import URL, Recordings, replay_changed

OK = {"json": {"id": 7}}
TWO = f"""
rest.get('{URL}/a').on('complete', function (first, response) {{
  context.first = response ? response.statusCode : first.message;
  rest.post('{URL}/b').on('complete', function (second, response) {{
    context.second = response ? response.statusCode : second.message;
    done(context);
  }});
}});
"""
BOTH = f"""
context.said = {{}};
['a', 'b'].forEach(function (name) {{
  rest.get('{URL}/' + name).on('complete', function (data, response) {{
    context.said[name] = response.statusCode;
    if (Object.keys(context.said).length === 2) done(context);
  }});
}});
"""


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path)


@dataclass
class Service:
    """Answers everything with 201, and remembers what it was asked."""

    requests: list[str] = field(default_factory=list)

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        self.requests.append(f"{request.method} {request.target}")
        yield Responded(request.id, 201, "Created", ())
        yield Received(request.id, b"")

    async def aclose(self) -> None:
        """Nothing is held."""

    def worlds(self) -> RunWorlds:
        policy = Policy({"service": frozenset({"api.example.com"})})
        return RunWorlds({"service": self}, policy, "the service", ())


def break_off(recording: Recording, kind: type[Command], number: int) -> Recording:
    """What is left if the machine fails just after this line: the n-th command of this kind."""
    found = [entry.seq for entry in recording.entries if isinstance(entry.what, kind)][number - 1]
    lines = Path(recording.name).read_bytes().splitlines(keepends=True)
    path = Path(recording.name).with_suffix(".broken.jsonl")
    path.write_bytes(b"".join(lines[: found + 1]))  # the first line is the head
    return open_recording(path)


@pytest.fixture
def recording_with_open_request(recordings: Recordings) -> Recording:
    """Its second request was sent, and then the machine failed."""
    return break_off(recordings.record(TWO, OK, OK), SendRequest, 2)


def fork(recording: Recording, service: Service, tmp_path: Path, **wanted: Any) -> ReplayResult:
    """Fork it, going on with the service."""
    path = tmp_path / "fork.jsonl"
    return running.run_fork(Fork(recording=recording, record=path, worlds=service.worlds, **wanted))


def status(code: int) -> ForkAnswer:
    """What came back, as somebody found out."""
    return ForkAnswer(answers.single("test", {"status": code}), f"answered with status {code}")


def context_after(done: ReplayResult) -> Any:
    assert done.report is not None
    return done.report.context.after


@pytest.mark.parametrize("at", [None, 7])
def test_an_open_request_is_named_and_not_sent(
    recording_with_open_request: Recording, at: int | None, tmp_path: Path
) -> None:
    """With its number, method, address and line; and with the two ways to go on."""
    service = Service()
    assert isinstance(recording_with_open_request.entries[6].what, SendRequest)
    with pytest.raises(BadInput) as refused:
        fork(recording_with_open_request, service, tmp_path, at=at)
    assert refused.value.where == "old.js:4:8"
    assert f"request 2 (POST {URL}/b, old.js:4:8) is open" in refused.value.problem
    assert "--status" in refused.value.way_out
    assert "--send" in refused.value.way_out
    assert service.requests == []
    assert not (tmp_path / "fork.jsonl").exists()


def test_an_open_request_gets_the_answer_that_came_back(
    recording_with_open_request: Recording, tmp_path: Path
) -> None:
    """It isn't sent a second time, and the new recording is a whole one."""
    service = Service()
    done = fork(recording_with_open_request, service, tmp_path, answer=status(409))
    assert context_after(done) == {"Name": "Ada", "first": 200, "second": 409}
    assert service.requests == []
    new = open_recording(tmp_path / "fork.jsonl")
    assert running.run_replay(new).identical
    assert new.head.parent is not None
    assert new.head.parent.at == recording_with_open_request.entries[-1].seq


def test_an_open_request_that_was_never_sent_is_sent_once(
    recording_with_open_request: Recording, tmp_path: Path
) -> None:
    service = Service()
    done = fork(recording_with_open_request, service, tmp_path, send=True)
    assert context_after(done) == {"Name": "Ada", "first": 200, "second": 201}
    assert service.requests == ["POST /b"]


def test_a_recording_that_breaks_off_with_nothing_open_goes_on(
    recordings: Recordings, tmp_path: Path
) -> None:
    """What was answered isn't asked again; what stands nowhere in the recording was never sent."""
    broken = break_off(recordings.record(TWO, OK, OK), Settle, 1)
    service = Service()
    done = fork(broken, service, tmp_path)
    assert context_after(done) == {"Name": "Ada", "first": 200, "second": 201}
    assert service.requests == ["POST /b"]
    assert running.run_replay(open_recording(tmp_path / "fork.jsonl")).identical


def test_a_run_that_was_stopped_by_hand_goes_on(recordings: Recordings, tmp_path: Path) -> None:
    """Also if the script was at work just then: its last turn is run again, and whole."""
    cut = break_off(recordings.record(TWO, OK, OK), Settle, 1)
    stopped = replace(cut, end=End(Outcome.INTERRUPTED, "stopped by hand", t=50.0, in_turn=True))
    service = Service()
    assert context_after(fork(stopped, service, tmp_path))["second"] == 201
    assert service.requests == ["POST /b"]


def test_of_two_open_requests_one_must_be_named(recordings: Recordings, tmp_path: Path) -> None:
    """By the line on which it stands."""
    broken = break_off(recordings.record(BOTH, OK, OK), SendRequest, 2)
    with pytest.raises(
        BadInput, match=r"2 open requests \(line 2: 1 \(GET .*; line \d+: 2 \(GET "
    ) as refused:
        fork(broken, Service(), tmp_path, answer=status(200))
    assert "--at" in refused.value.way_out


def test_the_other_open_request_stays_open(recordings: Recordings, tmp_path: Path) -> None:
    """It gets no answer in this run; the new recording can be forked at it."""
    broken = break_off(recordings.record(BOTH, OK, OK), SendRequest, 2)
    service = Service()
    done = fork(broken, service, tmp_path, at=2, answer=status(200), deadline=0.3)
    assert done.outcome == "deadline"
    assert service.requests == []
    assert any("request 2 (GET" in note and "stays open" in note for note in done.notes)
    new = open_recording(tmp_path / "fork.jsonl")
    (tmp_path / "again").mkdir()
    last = fork(new, service, tmp_path / "again", answer=status(202), deadline=60)
    assert context_after(last)["said"] == {"a": 200, "b": 202}


def test_a_replay_that_may_go_on_ends_at_an_open_request(
    recording_with_open_request: Recording, tmp_path: Path
) -> None:
    """It is not asked again, and nothing is called identical."""
    world = tmp_path / "world.json"
    world.write_text('{"answers": [{"request": "* https://*", "times": "always"}]}')
    done = replay_changed(recording_with_open_request, then=WorldChoice(answers=world))
    assert (done.outcome, done.identical) == ("diverged", False)
    assert done.divergence is not None
    assert (done.divergence.kind, done.divergence.request, done.divergence.line) == ("open", 2, 7)
    assert str(done.divergence.at) == "old.js:4:8"
    assert done.report is not None
    assert [one.response is None for one in done.report.requests] == [False, True]


def test_a_changed_script_does_not_send_an_open_request_again_either(
    recordings: Recordings, tmp_path: Path
) -> None:
    """Where it asks for something new, and another request is still open."""
    broken = break_off(recordings.record(TWO, OK, OK), SendRequest, 2)
    world = tmp_path / "world.json"
    world.write_text('{"answers": [{"request": "* https://*", "times": "always"}]}')
    new = TWO.replace("done(context);\n  });", f"done(context);\n  }});\n  rest.get('{URL}/new');")
    done = replay_changed(broken, new, then=WorldChoice(answers=world))
    assert done.divergence is not None
    assert (done.divergence.kind, done.divergence.request) == ("open", 2)


def test_only_an_open_request_is_sent(recordings: Recordings, tmp_path: Path) -> None:
    """One with an answer has been sent, and one answer is enough."""
    whole = recordings.record(TWO, OK, OK)
    with pytest.raises(BadInput, match="request 1 has one"):
        fork(whole, Service(), tmp_path, at=2, send=True)
    broken = break_off(whole, SendRequest, 2)
    with pytest.raises(BadInput, match="together with an answer"):
        fork(broken, Service(), tmp_path, answer=status(200), send=True)


def test_a_whole_recording_is_forked_at_a_line(recordings: Recordings, tmp_path: Path) -> None:
    """There is no open request, and nothing to go on from."""
    with pytest.raises(BadInput, match="has an end and no open request") as refused:
        fork(recordings.record(TWO, OK, OK), Service(), tmp_path)
    assert "--at" in refused.value.way_out


def test_an_answer_needs_an_open_request(recordings: Recordings, tmp_path: Path) -> None:
    """A recording that breaks off elsewhere just goes on."""
    broken = break_off(recordings.record(TWO, OK, OK), Settle, 1)
    with pytest.raises(BadInput, match="has no open request"):
        fork(broken, Service(), tmp_path, answer=status(200))
