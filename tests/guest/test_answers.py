"""What a script hears of an answer: which events, in which order, with which arguments."""

from __future__ import annotations

import pytest

from runtime.model.http import Failure
from tests.guest.guest import JSON, Guest

WATCH = """
const r = rest.get('http://h.example.com/');
const names = 'response success fail error 2XX 4XX 5XX 200 404 500 complete'.split(' ');
names.forEach((name) => {
  r.on(name, function () { console.log(name, arguments.length, this === r); });
});
"""


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        (200, ["response 1", "success 2", "2XX 2", "200 2", "complete 2"]),
        (404, ["response 1", "fail 2", "4XX 2", "404 2", "complete 2"]),
        (500, ["response 1", "fail 2", "5XX 2", "500 2", "complete 2"]),
        (304, ["response 1", "success 2", "complete 2"]),
    ],
)
def test_the_events_of_an_answer_come_in_restlers_order(status: int, heard: list[str]) -> None:
    """response, then success or fail, the class, the code, complete; `this` is the request."""
    guest = Guest(WATCH).answer(1, status, b"x")
    assert guest.log == [f"{event} true" for event in heard]


def test_nothing_is_heard_before_the_body_is_there() -> None:
    """Only `response` comes with the head, and its raw fields are still empty."""
    script = """
    rest.get('http://h.example.com/')
      .on('response', r => console.log(r.statusCode, r.raw === undefined))
      .on('complete', d => console.log(d));
    """
    guest = Guest(script).respond(1, 200)
    assert guest.log == ["200 true"]


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        ("application/json", b'{"a":[1]}', 'object {"a":[1]}'),
        ("application/json; charset=utf-8", b'"\xc3\xbc"', "string \u00fc"),
        ("application/json", b"", "object null"),
        ("application/vnd.github.v3+json", b"[1]", "object [1]"),
        ("text/json", b"{}", "string {}"),
        ("Application/JSON", b"{}", "string {}"),
        ("application/problem+json", b"{}", "string {}"),
        ("text/plain", b"\xff", "string \ufffd"),
        ("text/plain; charset=iso-8859-1", b"\xfc", "string \u00fc"),
        (None, b"{}", "string {}"),
    ],
)
def test_the_content_type_decides_how_a_body_is_read(
    content_type: str | None, body: bytes, data: str
) -> None:
    """JSON only under its exact name, everything else as text."""
    headers = [("Content-Type", content_type)] if content_type else []
    script = "rest.get('http://h.example.com/').on('complete', d => console.log(typeof d, d))"
    assert Guest(script).answer(1, 200, body, headers).log == [data]


def test_json_that_does_not_parse_is_an_error_with_its_response() -> None:
    """error and complete get an Error first, and the response; even a 500 has no `fail` then."""
    script = """
    rest.get('http://h.example.com/')
      .on('fail', () => console.log('fail'))
      .on('error', (e, r) => console.log('error', e instanceof SyntaxError, r.statusCode))
      .on('complete', (e, r) => console.log(e.message.slice(0, 27), r.statusCode));
    """
    guest = Guest(script).answer(1, 500, b"<html>", [JSON])
    assert guest.log == ["error true 500", "Failed to parse JSON body:  500"]
    assert guest.verdicts[0][:2] == (1, "error")
    assert guest.verdicts[0][2].startswith("Failed to parse JSON body: ")


def test_a_network_failure_is_an_error_and_no_response() -> None:
    """The Error has Node's properties, and nobody has to listen to 'error'."""
    script = """
    rest.get('http://h.example.com/').on('complete', function (e, response) {
      console.log(String(e), response, e instanceof Error, Object.keys(e).sort().join());
    });
    """
    guest = Guest(script).fail(1)
    told = "Error: connect ECONNREFUSED 127.0.0.1:80 null true address,code,errno,port,syscall"
    assert guest.log == [told]
    assert guest.verdicts == [(1, "error", "connect ECONNREFUSED 127.0.0.1:80")]


def test_a_cut_connection_has_a_code_only() -> None:
    """Just the fields that the failure has become properties."""
    script = "rest.get('http://h.example.com/').on('error', e => console.log(JSON.stringify(e)))"
    guest = Guest(script).fail(1, Failure("socket hang up", "ECONNRESET"))
    assert guest.log == ['{"code":"ECONNRESET"}']


def test_a_body_that_cannot_be_unpacked_is_an_error() -> None:
    """The response is there, `raw` isn't."""
    script = """
    rest.get('http://h.example.com/')
      .on('complete', (e, r) => console.log(e.code, r.rawEncoded, r.raw === undefined));
    """
    gzip = [("Content-Encoding", "gzip")]
    failure = Failure("incorrect header check", "Z_DATA_ERROR", -3)
    guest = Guest(script).answer(1, 200, b"junk", gzip, undecodable=failure)
    assert guest.log == ["Z_DATA_ERROR junk true"]


def test_an_unpacked_body_is_what_the_script_gets() -> None:
    """rawEncoded is as the wire had it, raw is after unpacking."""
    script = """
    rest.get('http://h.example.com/')
      .on('complete', (d, r) => console.log(d.a, r.rawEncoded.length, String(r.raw)));
    """
    headers = [JSON, ("Content-Encoding", "gzip")]
    guest = Guest(script).answer(1, 200, b"\x1f\x8b?", headers, decoded=b'{"a":1}')
    assert guest.log == ['1 3 {"a":1}']


def test_the_response_shows_its_headers_as_node_does() -> None:
    """Lower case; repeated ones are joined, listed or dropped, each in its own way."""
    headers = [
        ("X-A", "1"),
        ("x-a", "2"),
        ("Set-Cookie", "a"),
        ("set-cookie", "b"),
        ("Age", "1"),
        ("AGE", "2"),
        ("__proto__", "x"),
    ]
    script = """
    rest.get('http://h.example.com/')
      .on('complete', (d, r) => console.log(r.headers, r.rawHeaders.length, r.statusMessage));
    """
    guest = Guest(script).answer(1, 200, b"", headers, reason="Fine")
    assert guest.log == ['{"x-a":"1, 2","set-cookie":["a","b"],"age":"1"} 14 Fine']


def test_an_error_verdict_is_told_before_the_scripts_handlers_run() -> None:
    """So that `done` in a handler can be seen to hide a failure."""
    script = "rest.get('http://h.example.com/').on('complete', () => done(context))"
    guest = Guest(script).answer(1, 401, b"{}", [JSON])
    names = [type(command).__name__ for command in guest.commands]
    assert names == ["SendRequest", "Listen", "Settle", "Finish"]
    assert guest.commands[-1].unchanged_since == (1,)  # type: ignore[union-attr]


def test_a_response_in_the_context_cannot_be_serialised() -> None:
    """It is circular in the original as well: done throws where the script called it."""
    script = "rest.get('http://h.example.com/').on('complete', (d, r) => { context.r = r; done(context); })"
    assert "circular" in Guest(script).answer(1).exception


def test_an_exception_in_a_handler_ends_the_run() -> None:
    """Later events of that answer are not heard any more."""
    script = """rest.get('http://h.example.com/')
      .on('success', () => { throw new Error('boom'); })
      .on('complete', () => console.log('not reached'));"""
    guest = Guest(script).answer(1)
    assert (guest.exception, guest.log) == ("Error: boom", [])


def test_promise_jobs_run_after_the_request_was_written() -> None:
    """process.nextTick comes before them."""
    script = """
    const o = {data: 'early'};
    rest.post('http://h.example.com/', o);
    Promise.resolve().then(() => { o.data = 'late'; });
    """
    assert Guest(script).requests[0].request.body == b"early"


def test_a_parser_of_the_scripts_own_may_be_put_in() -> None:
    """As an option, or under a content type of its own; `false` turns parsing off."""
    script = """
    rest.parsers.auto.matchers['text/own'] = (text, callback) => callback(null, 'own ' + text);
    rest.get('http://h.example.com/').on('complete', d => console.log(d));
    rest.get('http://h.example.com/', {parser: false}).on('complete', d => console.log(d));
    const parser = (text, callback) => callback('no');
    rest.get('http://h.example.com/', {parser}).on('error', e => console.log(e));
    """
    guest = Guest(script)
    guest.answer(1, 200, b"a", [("Content-Type", "text/own")])
    guest.answer(2, 200, b"{}", [JSON])
    guest.answer(3, 200, b"{}", [JSON])
    assert guest.log == ["own a", "{}", "no"]


@pytest.mark.parametrize(
    ("decoding", "shown"),
    [("'hex'", "c3bc"), ("'base64'", "w7w="), ("'latin1'", "\u00c3\u00bc"), ("undefined", "\u00fc")],
)
def test_decoding_names_the_encoding_of_the_text(decoding: str, shown: str) -> None:
    """Any of Buffer's encodings will do."""
    script = (
        f"rest.get('http://h.example.com/', {{decoding: {decoding}}}).on('complete', d => console.log(d))"
    )
    assert Guest(script).answer(1, 200, b"\xc3\xbc").log == [shown]


def test_decoding_buffer_gives_bytes() -> None:
    """And no parser is asked."""
    script = """
    rest.get('http://h.example.com/', {decoding: 'buffer'})
      .on('complete', d => console.log(d.length, d[0], d.toString('hex')));
    """
    assert Guest(script).answer(1, 200, b"\xff\x00", [JSON]).log == ["2 255 ff00"]


CUT = Failure("read ECONNRESET", "ECONNRESET", -104, "read")


def test_a_cut_in_the_body_is_told_to_the_request_before_the_response() -> None:
    """The response is `aborted` then, and closes with an error of its own."""
    script = """
    rest.get('http://h.example.com/').on('error', (e) => console.log('error', e.message)).on('response', (r) => {
      const props = () => [r.aborted, r.destroyed, r.readable].join(' ');
      r.on('aborted', () => console.log('aborted', props()));
      r.on('error', (e) => console.log('response error', e.message, e.code));
      r.on('close', () => console.log('close', props()));
    });
    """
    assert Guest(script).respond(1, 200).fail(1, CUT).log == [
        "error read ECONNRESET",
        "aborted true true false",
        "response error aborted ECONNRESET",
        "close true true false",
    ]


def test_a_response_is_destroyed_when_all_of_it_has_been_read() -> None:
    """Not before its `close`."""
    script = """
    rest.get('http://h.example.com/').on('complete', (d, r) => {
      console.log(r.destroyed);
      r.on('close', () => console.log(r.destroyed));
    });
    """
    assert Guest(script).answer(1).log == ["false", "true"]


@pytest.mark.parametrize(
    ("failure", "heard"),
    [
        (CUT, ["finish", "error", "close"]),
        (Failure("socket hang up", "ECONNRESET"), ["finish", "error", "close"]),
        (Failure("Parse Error: x", "HPE_STRICT"), ["finish", "error", "close"]),
        (Failure("connect ECONNREFUSED ::1:1", "ECONNREFUSED", -111, "connect"), ["error", "close"]),
        (Failure("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), ["error", "close"]),
    ],
)
def test_a_request_that_had_left_has_finished_before_it_fails(failure: Failure, heard: list[str]) -> None:
    """One that found no connection has not."""
    script = """
    const { request } = rest.get('http://h.example.com/');
    ['finish', 'error', 'close'].forEach((name) => request.on(name, () => console.log(name)));
    """
    assert Guest(script).fail(1, failure).log == heard


def test_the_stack_of_a_failure_begins_with_the_failure() -> None:
    """As V8's do."""
    script = "rest.get('http://h.example.com/').on('error', e => console.log(e.stack.split('\\n')[0]))"
    assert Guest(script).fail(1, CUT).log == ["Error: read ECONNRESET"]


def test_headers_behind_the_thousandth_are_not_shown() -> None:
    """Raw headers and trailers may be a few more."""
    script = """
    rest.get('http://h.example.com/').on('complete', (d, r) => {
      console.log(Object.keys(r.headers).length, r.rawHeaders.length / 2);
    });
    """
    headers = [(f"h{i}", "") for i in range(1500)]
    assert Guest(script).answer(1, headers=headers).log == ["1000 1023"]


def test_a_parser_error_has_its_fields_in_nodes_order() -> None:
    """As a script sees them that writes the error down; the bytes themselves are not handed on."""
    script = "rest.get('http://h.example.com/').on('error', (e) => console.log(JSON.stringify(e)));"
    failure = Failure("Parse Error: x", "HPE_STRICT", extra={"bytesParsed": 3, "reason": "x"})
    told = ['{"bytesParsed":3,"code":"HPE_STRICT","reason":"x"}']
    assert Guest(script).fail(1, failure).log == told
