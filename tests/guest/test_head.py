"""A request's line and headers, byte for byte."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest

URL = "http://api.example.com/users"


def head(call: str) -> list[str]:
    """The lines of the head that a call sends."""
    guest = Guest(call)
    assert guest.exception == ""
    return guest.last_request.split("\r\n\r\n")[0].split("\r\n")


@pytest.mark.parametrize(
    ("verb", "method"),
    [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("del", "DELETE"),
        ("head", "HEAD"),
    ],
)
def test_each_verb_without_a_body_says_content_length_0(verb: str, method: str) -> None:
    """The head of a bodyless request is restler's, in restler's order, whatever the verb."""
    assert head(f"rest.{verb}('{URL}')") == [
        f"{method} /users HTTP/1.1",
        "Accept: */*",
        "User-Agent: Restler for node.js",
        "Host: api.example.com",
        "Accept-Encoding: gzip, deflate",
        "Content-Length: 0",
        "Connection: keep-alive",
    ]


def test_own_headers_come_after_restlers_and_replace_those_of_the_same_name() -> None:
    """A header of the same case is replaced in its place; one of another case takes name and value along."""
    own = "{headers: {'Accept': 'text/plain', 'X-Own': 1, 'host': 'other.example.com'}}"
    assert head(f"rest.get('{URL}', {own})") == [
        "GET /users HTTP/1.1",
        "Accept: text/plain",
        "User-Agent: Restler for node.js",
        "host: other.example.com",
        "Accept-Encoding: gzip, deflate",
        "X-Own: 1",
        "Content-Length: 0",
        "Connection: keep-alive",
    ]


def test_number_like_header_names_come_first() -> None:
    """JavaScript's key order shows on the wire."""
    assert head(f"rest.get('{URL}', {{headers: {{b: 2, 7: 1}}}})")[1] == "7: 1"


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("'X': ['a', 'b']", ["X: a", "X: b"]),
        ("'Cookie': ['a=1', 'b=2']", ["Cookie: a=1; b=2"]),
        ("'X': []", []),
        ("'X': null", ["X: null"]),
        ("'X': true", ["X: true"]),
        ("'X': 'gr\\u00fcn'", ["X: gr\u00fcn"]),
        ("'X': {toString() { return 'own'; }}", ["X: own"]),
    ],
)
def test_header_values_become_text_as_in_node(value: str, lines: list[str]) -> None:
    """Arrays repeat the header, cookies are joined, anything else is turned into text."""
    sent = head(f"rest.get('{URL}', {{headers: {{{value}}}}})")
    assert [line for line in sent if line.startswith(("X:", "Cookie:"))] == lines


def test_a_connection_header_of_the_scripts_own_is_the_only_one() -> None:
    """Node adds none beside it."""
    sent = head(f"rest.get('{URL}', {{headers: {{Connection: 'close'}}}})")
    assert [line for line in sent if "onnection" in line] == ["Connection: close"]


def test_without_an_agent_the_connection_is_closed() -> None:
    """`agent: false` shows on the wire."""
    assert head(f"rest.get('{URL}', {{agent: false}})")[-1] == "Connection: close"


@pytest.mark.parametrize(
    ("url", "target", "host"),
    [
        ("http://h.example.com", "/", "h.example.com"),
        ("http://H.Example.com:80/a", "/a", "h.example.com:80"),
        ("http://h.example.com/p?x=1#f", "/p#f?x=1", "h.example.com"),
        ("http://h.example.com/p?", "/p", "h.example.com"),
        (
            'http://h.example.com/u?filter=(email="a+b@example.com")',
            "/u?filter=(email=%22a+b@example.com%22)",
            "h.example.com",
        ),
        ("http://h.example.com/a b\\\\c?d\\\\e", "/a%20b/c?d%5Ce", "h.example.com"),
        ("http://h.example.com/\u00fc", "/\u00fc", "h.example.com"),
        ("http://\u00fcb\u00fcng.example.com/", "/", "xn--bng-goab.example.com"),
        ("http://[::1]:8080/x", "/x", "[::1]:8080"),
    ],
)
def test_the_address_is_written_as_the_legacy_parser_understands_it(url: str, target: str, host: str) -> None:
    """Escaping, fragments, letter case, international names."""
    guest = Guest(f"rest.get('{url}')")
    assert guest.exception == ""
    assert guest.requests[0].request.target == target
    assert guest.headers["Host"] == host


def test_cookies_in_a_list_are_joined_as_an_array_is() -> None:
    """What is null is nothing there."""
    guest = Guest("rest.get('http://h.example.com/', {headers: {cookie: [1, null, true]}})")
    assert guest.headers["cookie"] == "1; ; true"


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ("appendHeader('x-a', ['2', '3'])", ["X-A: 1", "X-A: 2", "X-A: 3", "Connection: keep-alive"]),
        ("removeHeader('Connection')", ["X-A: 1"]),
        ("setHeader('X-A', '9')", ["X-A: 9", "Connection: keep-alive"]),
    ],
)
def test_the_head_is_the_scripts_until_it_is_written(change: str, lines: list[str]) -> None:
    """As it is with Node's own request."""
    guest = Guest(f"rest.get('http://h.example.com/', {{headers: {{'X-A': '1'}}}}).request.{change}")
    sent = [f"{name}: {value}" for name, value in guest.requests[0].request.headers]
    assert [line for line in sent if line.startswith(("X-A", "Connection"))] == lines


def test_agent_false_shares_no_connection() -> None:
    """Neither an idle one nor its own."""
    guest = Guest("rest.get('http://h/', {agent: false}); rest.get('http://h/');")
    assert [r.request.alone for r in guest.requests] == [True, False]


def test_https_goes_to_443_and_any_other_scheme_is_plain_http() -> None:
    """Only the scheme decides."""
    guest = Guest("rest.get('https://a.example.com/'); rest.get('foo://b.example.com/')")
    places = [(r.request.scheme, r.request.host, r.request.port) for r in guest.requests]
    assert places == [("https", "a.example.com", 443), ("http", "b.example.com", 80)]


def test_the_certificate_is_checked_unless_the_script_says_no() -> None:
    """`rejectUnauthorized: false` is passed on."""
    guest = Guest(
        "rest.get('https://a.example.com/'); rest.get('https://a.example.com/', {rejectUnauthorized: false})"
    )
    assert [r.request.verify_tls for r in guest.requests] == [True, False]


def test_the_query_option_fills_in_for_a_missing_query_only() -> None:
    """A query in the address wins."""
    guest = Guest(
        "rest.get('http://h.example.com/p', {query: {a: [1], b: {c: 'x y'}, d: null, e: undefined}});"
        "rest.get('http://h.example.com/p?z=1', {query: {a: 1}});"
        "rest.get('http://h.example.com/p', {query: 'raw=\"1\"'});"
    )
    targets = [r.request.target for r in guest.requests]
    assert targets == ["/p?a%5B0%5D=1&b%5Bc%5D=x%20y&d=", "/p?z=1", '/p?raw="1"']


def test_headers_may_be_set_until_the_turn_is_over() -> None:
    """Node keeps the head open until the first write, on the next tick."""
    script = f"const r = rest.get('{URL}'); r.headers['X-A'] = 1; r.request.setHeader('X-B', 2);"
    guest = Guest(script)
    assert "X-B" in guest.headers
    assert "X-A" not in guest.headers


def test_every_request_names_the_line_of_the_script_that_made_it() -> None:
    """The place is the author's, and so is each listener's."""
    guest = Guest(f"\n\n  rest.get('{URL}')\n    .on('complete', function () {{}});\n")
    assert guest.requests[0].at is not None
    assert guest.requests[0].at.line == 3
    assert [(c.request, c.event, c.at.line) for c in guest.commands[1:]] == [(1, "complete", 4)]  # type: ignore[union-attr]
