"""A response's body as Node's stream shows it: data, pause, the end, and being given up."""

from __future__ import annotations

import pytest

from runtime.model.commands import SetTimer
from runtime.model.events import Received, Responded
from tests.guest.guest import Guest

SETUP = """
const r = rest.get('http://h.example.com/');
const say = (text) => function (x) { console.log(text, typeof x === 'string' ? x : ''); };
r.on('success', say('success')).on('complete', say('complete'));
"""


def run_and_log(script: str, *pieces: int, whole: bool = False) -> list[str]:
    """What a script logs of an answer of four bytes."""
    guest = Guest(SETUP + script)
    guest.deliver(Responded(1, 200, "OK", (), whole=whole))
    guest.deliver(Received(1, b"abcd", pieces=pieces))
    return guest.log


def test_data_comes_in_the_pieces_that_the_wire_brought() -> None:
    """As text, since restler asks for that."""
    script = "r.on('response', (res) => res.on('data', say('data')).on('end', say('end')));"
    assert run_and_log(script, 1, 2) == [
        "data a",
        "data bc",
        "data d",
        "end ",
        "success abcd",
        "complete abcd",
    ]


def test_a_paused_response_ends_when_it_is_resumed() -> None:
    """What has come until then waits."""
    guest = Guest(SETUP + "let it; r.on('response', (res) => { it = res.pause(); });", timers=True)
    guest.answer(1, 200, b"abcd")
    assert guest.log == []
    guest = Guest(SETUP + "r.on('response', (res) => { res.pause(); res.resume(); });")
    assert guest.answer(1, 200, b"abcd").log == ["success abcd", "complete abcd"]


def test_a_script_can_add_to_a_body() -> None:
    """restler puts together what the response emits."""
    script = "r.on('response', (res) => Promise.resolve().then(() => res.emit('data', 'zz')));"
    assert run_and_log(script) == ["success zzabcd", "complete zzabcd"]


@pytest.mark.parametrize("whole", [True, False])
def test_promise_jobs_wait_for_the_rest_of_a_packet(whole: bool) -> None:  # noqa: FBT001
    """Node reads a packet to its end, and runs its ticks, before any promise job."""
    script = "r.on('response', () => Promise.resolve().then(say('job')));"
    answer = ["success abcd", "complete abcd"]
    assert run_and_log(script, whole=whole) == ([*answer, "job "] if whole else ["job ", *answer])


def test_a_destroyed_response_is_aborted_at_once_and_closed_later() -> None:
    """Nothing is told of its request without an error."""
    script = """
    r.on('response', (res) => {
      for (const e of ['aborted', 'error', 'end', 'close']) res.on(e, say(e));
      res.destroy();
      console.log(res.destroyed, res.aborted);
    });
    """
    guest = Guest(SETUP + script)
    guest.deliver(Responded(1, 200, "OK", (), whole=False))
    assert guest.log == ["aborted ", "true true"]
    guest.close_aborted(1)
    assert guest.log[2:] == ["close "]


def test_a_request_that_is_destroyed_before_it_has_a_socket_hangs_up() -> None:
    """Only abort does without the error."""
    script = "r.on('error', (e) => console.log(e.message)); r.request.destroy();"
    assert Guest(SETUP + script).log == ["socket hang up", "complete "]


def test_half_a_body_is_told_of_by_the_response_alone() -> None:
    """restler doesn't listen to that, so no event of its own follows."""
    script = "r.on('response', (res) => { for (const e of ['aborted', 'end', 'close']) res.on(e, say(e)); });"
    guest = Guest(SETUP + script)
    guest.deliver(Responded(1, 200, "OK", (), whole=False))
    guest.cut(1)
    assert guest.log == ["aborted ", "close "]


def test_a_body_of_many_pieces_that_waited_flows_in_time_that_grows_with_them() -> None:
    """Each is handed out without a look at those behind it: this is far from the ten seconds a guest has here."""
    count = 20_000
    script = """
    let n = 0;
    r.on('response', (res) => {
      res.on('data', () => { n += 1; }).on('end', () => console.log(n)).pause();
      setTimeout(() => res.resume(), 1);
    });
    """
    guest = Guest(SETUP + script, timers=True)
    guest.deliver(Responded(1, 200, "OK", (), whole=False))
    guest.deliver(Received(1, b"a" * count, pieces=(1,) * count))
    assert guest.fire(guest.commands_of(SetTimer)[-1].timer).log[0] == str(count)


SINK = """
const sink = (name) => ({
  write(chunk) { console.log(name, 'write', String(chunk)); return name !== 'full'; },
  end() { console.log(name, 'end'); },
  emit(type, from) { console.log(name, type); },
  once(type) { console.log(name, 'awaits', type); },
  removeListener(type) { console.log(name, 'forgets', type); },
});
const a = sink('a');
const b = sink('b');
"""


@pytest.mark.parametrize(
    ("piping", "log"),
    [
        ("res.pipe(a); res.unpipe(a); res.resume();", ["a pipe", "a unpipe", "success abcd"]),
        ("res.pipe(a); res.unpipe(b); res.unpipe(a);", ["a pipe", "a unpipe"]),
        (
            "res.pipe(a); res.pipe(b); res.unpipe(a);",
            ["a pipe", "b pipe", "a unpipe", "b write abcd", "b end", "success abcd"],
        ),
        (
            "res.pipe(a); res.pipe(b); res.unpipe(); res.resume();",
            ["a pipe", "b pipe", "a unpipe", "b unpipe", "success abcd"],
        ),
        ("res.pipe(a, {end: false});", ["a pipe", "a write abcd", "a unpipe", "success abcd"]),
        (
            "const f = sink('full'); res.pipe(f); res.on('data', () => res.unpipe(f));",
            ["full pipe", "full write abcd", "full awaits drain", "full forgets drain", "full unpipe"],
        ),
    ],
)
def test_nothing_goes_through_a_pipe_that_was_taken_off(piping: str, log: list[str]) -> None:
    """Without the last one the stream pauses, as in Node, and a destination no longer holds it up."""
    told = run_and_log(f"{SINK} r.on('response', (res) => {{ {piping} }});")
    assert [line for line in told if not line.startswith("complete")] == log
