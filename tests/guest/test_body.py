"""What the data option sends, and what it does to the script's own options."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest

URL = "http://api.example.com/users"


@pytest.mark.parametrize(
    ("data", "body", "content_type", "length"),
    [
        ("'plain'", b"plain", None, "5"),
        ("''", b"", None, "0"),
        ("'gr\\u00fcn'", b"gr\xc3\xbcn", None, "5"),
        ("'\\ud800'", b"\xef\xbf\xbd", None, "3"),
        ("{a: 1, b: {c: ['x y']}}", b"a=1&b%5Bc%5D%5B0%5D=x%20y", "application/x-www-form-urlencoded", "25"),
        ("null", b"", "application/x-www-form-urlencoded", "0"),
        ("['a', 'b']", b"0=a&1=b", "application/x-www-form-urlencoded", "7"),
        ("undefined", b"", None, "0"),
        ("0", b"", None, "0"),
    ],
)
def test_each_kind_of_data_has_its_own_form(
    data: str, body: bytes, content_type: str | None, length: str
) -> None:
    """Text goes out as UTF-8, an object as a form."""
    guest = Guest(f"rest.post('{URL}', {{data: {data}}})")
    assert guest.requests[0].request.body == body
    assert guest.headers.get("Content-Type") == content_type
    assert guest.headers["Content-Length"] == length


def test_an_object_is_a_form_even_when_the_script_says_json() -> None:
    """restler replaces the Content-Type, in whatever case it was written."""
    guest = Guest(f"rest.post('{URL}', {{data: {{a: 1}}, headers: {{'content-type': 'application/json'}}}})")
    assert "content-type" not in guest.headers
    assert guest.headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("call", "method", "body"),
    [
        (f"rest.json('{URL}', {{a: 1}})", "GET", b'{"a":1}'),
        (f"rest.postJson('{URL}', {{a: 1}})", "POST", b'{"a":1}'),
        (f"rest.putJson('{URL}', null)", "PUT", b"{}"),
        (f"rest.patchJson('{URL}', [1])", "PATCH", b"[1]"),
    ],
)
def test_the_json_verbs_send_json(call: str, method: str, body: bytes) -> None:
    """json() sends a GET with a body, and nothing at all becomes an empty object."""
    guest = Guest(call)
    request = guest.requests[0].request
    assert (request.method, request.body) == (method, body)
    assert guest.headers["content-type"] == "application/json"
    assert guest.headers["Content-Length"] == str(len(body))


def test_the_callers_options_are_changed_in_place() -> None:
    """restler writes method, parser, data and the JSON content type into what it was given."""
    guest = Guest(
        "const o = {headers: {}};"
        f"rest.postJson('{URL}', {{a: 1}}, o);"
        "console.log(o.method, o.parser === rest.parsers.auto, String(o.data));"
        "console.log(o.headers['content-type'], o.followRedirects);"
    )
    assert guest.log == ['POST true {"a":1}', "application/json true"]


def test_an_options_object_that_is_used_again_goes_out_in_chunks() -> None:
    """The first call has turned the form into bytes: no length, no form type any more."""
    guest = Guest(f"const o = {{data: {{a: 1}}}}; rest.post('{URL}', o); rest.post('{URL}', o);")
    assert guest.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in guest.headers
    assert "Content-Type" not in guest.headers
    assert guest.requests[1].request.body == b"a=1"


def test_the_body_is_read_when_the_turn_is_over_and_its_length_before() -> None:
    """Changing the data after the call changes what is sent, not what was announced."""
    guest = Guest(f"const o = {{data: 'abc'}}; rest.post('{URL}', o); o.data = 'changed';")
    assert guest.requests[0].request.body == b"changed"
    assert guest.headers["Content-Length"] == "3"


def test_frozen_options_are_left_alone() -> None:
    """restler is sloppy code: what it can't write it silently leaves."""
    guest = Guest(f"rest.get('{URL}', Object.freeze({{headers: Object.freeze({{'X-A': '1'}})}}))")
    assert guest.exception == ""
    assert guest.headers["X-A"] == "1"


def test_data_that_cannot_be_written_is_an_uncaught_error_at_the_line_of_the_call() -> None:
    """As in Node it is thrown on the next tick; the report still knows where from."""
    guest = Guest(f"\nrest.post('{URL}', {{data: 5}});\nconsole.log('still here');")
    assert guest.log == ["still here"]
    assert guest.exception.startswith('TypeError: The "chunk" argument must be of type string')
    assert guest.commands_of(type(guest.commands[-1]))[0].at.line == 2
    assert guest.requests == []


def test_an_unknown_encoding_of_bytes_is_found_out_on_their_way_to_the_socket() -> None:
    """The call and run() are past; the report still knows where from."""
    script = f"let r = new rest.Request('{URL}', {{method: 'PUT', encoding: []}});"
    guest = Guest(f"{script} r.options.data = r.request.constructor && 'x';\nr.run(); console.log('ran');")
    assert guest.log == ["ran"]
    assert guest.exception.startswith("TypeError: Unknown encoding: ")
    assert guest.requests == []


def test_what_was_written_before_a_caught_exception_goes_out() -> None:
    """The head and the first pieces are on their way, and nobody ends the request."""
    parts = "{a: '1', b: rest.data('n', 't/p', 5)}"
    guest = Guest(
        f"let r = new rest.Request('{URL}', {{method: 'POST', multipart: true, data: {parts}}});"
        "try { r.run(); } catch (error) { console.log(error.code); }"
    )
    assert guest.log[-1] == "ERR_INVALID_ARG_TYPE"
    request = guest.requests[0].request
    assert request.unfinished
    assert request.body.startswith(b"--48940923NODERESLTER3890457293\r\n")
    assert request.chunks[0] == 0x4D


def test_a_parts_value_is_asked_for_once_to_measure_it_and_once_to_write_it() -> None:
    data = "{get a() { n += 1; return 'x'; }}"
    guest = Guest(f"let n = 0; rest.post('{URL}', {{multipart: true, data: {data}}}); console.log(n);")
    assert guest.log == ["1"]


def test_multipart_has_restlers_fixed_boundary() -> None:
    """One part per property, text as it is."""
    guest = Guest(
        f"rest.post('{URL}', {{multipart: true, data: {{a: 1, f: rest.data('n.txt', 'text/plain', 'hi')}}}})"
    )
    boundary = "48940923NODERESLTER3890457293"
    assert guest.headers["Content-Type"] == f"multipart/form-data; boundary={boundary}"
    assert guest.requests[0].request.body.decode() == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="n.txt"\r\n'
        "Content-Length: 2\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
        f"--{boundary}--\r\n"
    )
    assert guest.headers["Content-Length"] == str(len(guest.requests[0].request.body))
