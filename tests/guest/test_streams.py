"""A response's body as Node's stream shows it: data, pause, the end, and being given up."""

from __future__ import annotations

import pytest

from runtime.events import Received, Responded
from tests.guest.guest import Guest

SETUP = """
const r = rest.get('http://h.example.com/');
const say = (text) => function (x) { console.log(text, typeof x === 'string' ? x : ''); };
r.on('success', say('success')).on('complete', say('complete'));
"""


def heard(script: str, *pieces: int, whole: bool = False) -> list[str]:
    """What a script logs of an answer of four bytes."""
    guest = Guest(SETUP + script)
    guest.deliver(Responded(1, 200, "OK", (), whole=whole))
    guest.deliver(Received(1, b"abcd", pieces=pieces))
    return guest.log


def test_data_comes_in_the_pieces_that_the_wire_brought() -> None:
    """As text, since restler asks for that."""
    script = "r.on('response', (res) => res.on('data', say('data')).on('end', say('end')));"
    assert heard(script, 1, 2) == ["data a", "data bc", "data d", "end ", "success abcd", "complete abcd"]


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
    assert heard(script) == ["success zzabcd", "complete zzabcd"]


@pytest.mark.parametrize("whole", [True, False])
def test_promise_jobs_wait_for_the_rest_of_a_packet(whole: bool) -> None:  # noqa: FBT001
    """Node reads a packet to its end, and runs its ticks, before any promise job."""
    script = "r.on('response', () => Promise.resolve().then(say('job')));"
    answer = ["success abcd", "complete abcd"]
    assert heard(script, whole=whole) == ([*answer, "job "] if whole else ["job ", *answer])


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
    guest.aborted(1)
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
