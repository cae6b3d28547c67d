"""Time-outs, aborts and retries."""

from __future__ import annotations

import pytest

from tests.guest.guest import AbortRequest, ClearTimer, Guest, SetTimer

LOG = """
  .on('timeout', t => console.log('timeout', t))
  .on('abort', e => console.log('abort', e))
  .on('error', e => console.log('error', e))
  .on('complete', (d, r) => console.log('complete', d, r && r.statusCode))"""


def test_a_timeout_gives_up_without_completing() -> None:
    """Only `timeout` is heard."""
    guest = Guest(f"rest.get('http://h.example.com/', {{timeout: '60'}}){LOG}")
    assert [(t.delay, t.at) for t in guest.commands_of(SetTimer)] == [(60, None)]
    guest.fire(1).close_aborted(1)
    assert guest.log == ["timeout 60"]
    assert guest.commands_of(AbortRequest)[0].request == 1


def test_a_retry_after_more_than_a_timer_takes_waits_a_millisecond() -> None:
    guest = Guest("rest.get('http://h.example.com/').once('complete', function () { this.retry(1e12); });")
    guest.answer(1)
    assert [timer.delay for timer in guest.commands_of(SetTimer)] == [1]


def test_a_compressed_answer_that_is_given_up_at_its_head_is_an_error_of_zlib() -> None:
    """Node ends the body there, and nothing can be unpacked: it says so when the request is over."""
    guest = Guest(
        "rest.get('http://h.example.com/').on('response', function () {"
        " this.request.on('close', () => console.log('close')); this.abort(); })"
        ".on('error', (e) => console.log(e.code, Object.keys(e).join()));"
    )
    guest.respond(1, 200, [("Content-Encoding", "gzip")])
    guest.close_aborted(1)
    assert guest.log == ["close", "Z_BUF_ERROR errno,code"]
    assert guest.exception == ""


def test_an_answers_head_ends_the_time_out() -> None:
    """A slow body is not covered."""
    guest = Guest(f"rest.get('http://h.example.com/', {{timeout: 60}}){LOG}").respond(1, 200)
    assert [t.timer for t in guest.commands_of(ClearTimer)] == [1]


def test_an_abort_before_the_request_is_sent_sends_nothing() -> None:
    guest = Guest(f"const r = rest.get('http://h.example.com/'){LOG}; r.abort();")
    assert guest.requests == []
    assert guest.log == ["abort null", "complete null null"]


def test_an_abort_with_a_reason_is_an_error() -> None:
    """Text becomes an Error of that message."""
    guest = Guest(f"const r = rest.get('http://h.example.com/'){LOG}; r.abort('why');")
    told = "Error: why"
    assert guest.log == [f"abort {told}", f"error {told}", f"complete {told} null"]


def test_an_abort_on_the_way_completes_when_the_connection_is_closed() -> None:
    script = f"const r = rest.get('http://h.example.com/'){LOG}; setTimeout(() => r.abort(), 10);"
    guest = Guest(script, timers=True).fire(1)
    assert guest.log == ["abort null"]
    assert guest.commands_of(AbortRequest)[0].request == 1
    assert guest.close_aborted(1).log == ["abort null", "complete null null"]


def test_an_abort_after_the_answer_changes_nothing_on_the_wire() -> None:
    """Only `abort` is heard, and nothing is sent."""
    script = """
    const r = rest.get('http://h.example.com/');
    r.on('abort', () => console.log('abort'));
    setTimeout(() => r.abort(), 10);
    """
    guest = Guest(script, timers=True).answer(1)
    guest.fire(1)
    assert guest.log == ["abort"]
    assert guest.commands_of(AbortRequest) == []


def test_a_retry_sends_the_request_again_with_the_same_listeners() -> None:
    script = """
    let n = 0;
    rest.get('http://h.example.com/').on('complete', function (d) {
      console.log(d);
      n += 1;
      if (n < 2) this.retry();
      else if (n < 3) this.retry(50);
    });
    """
    guest = Guest(script).answer(1, 200, b"a")
    assert guest.requests[1].because == "retry"
    guest.answer(2, 200, b"b")
    assert [t.delay for t in guest.commands_of(SetTimer)] == [50]
    guest.fire(1).answer(3, 200, b"c")
    assert guest.log == ["a", "b", "c"]


def test_a_retry_carries_the_line_that_asked_for_it() -> None:
    """The report can say who repeats."""
    script = """let n = 0;
    rest.get('http://h.example.com/').on('complete', function () {
      if (n++ < 1) this.retry();
    });
    """
    guest = Guest(script).answer(1)
    assert guest.requests[1].at is not None
    assert guest.requests[1].at.line == 3


def test_a_failure_after_an_abort_and_a_retry_is_swallowed() -> None:
    """`aborted` sticks, as in the original: such a request never completes."""
    guest = Guest(f"const r = rest.get('http://h.example.com/'){LOG}; r.abort(); r.retry();")
    guest.fail(1)
    assert guest.log[-1] == "complete null null"
    assert len(guest.log) == 2


@pytest.mark.parametrize("abort", ["r.abort()", "r.abort('why')", "r.request.destroy(new Error('why'))"])
def test_what_has_been_cut_short_can_not_be_aborted(abort: str) -> None:
    """Its connection is closed already, so nothing completes; only `abort` itself is heard."""
    script = f"""
    const r = rest.get('http://h.example.com/')
      .on('abort', () => console.log('abort')).on('error', () => console.log('error'))
      .on('complete', () => console.log('complete'));
    setTimeout(() => {abort}, 10);
    """
    guest = Guest(script, timers=True).respond(1, 200).cut(1).fire(1)
    assert guest.log == (["abort"] if "abort" in abort else [])
    assert guest.commands_of(AbortRequest) == []


def test_a_response_that_is_cut_short_says_so_itself() -> None:
    """To those who listen to it."""
    script = """
    rest.get('http://h.example.com/').on('error', () => console.log('error')).on('response', (r) => {
      r.on('aborted', () => console.log('aborted', r.aborted, r.complete));
      r.on('error', (e) => console.log(e.message));
      r.on('close', () => console.log('close'));
    });
    """
    assert Guest(script).respond(1, 200).cut(1).log == ["aborted true false", "aborted", "close"]


def test_a_retry_works_after_an_answer_that_was_cut_short() -> None:
    """It needs nothing of the old connection."""
    script = "const r = rest.get('http://h.example.com/'); setTimeout(() => r.retry(), 10)"
    guest = Guest(script, timers=True).respond(1, 200).cut(1).fire(1)
    assert len(guest.requests) == 2
