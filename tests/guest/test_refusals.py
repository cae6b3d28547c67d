"""What throws out of the call itself, with Node's names, codes and words."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest

URL = "http://h.example.com/"


@pytest.mark.parametrize(
    ("call", "name", "code", "message"),
    [
        (
            "rest.get()",
            "TypeError",
            "ERR_INVALID_ARG_TYPE",
            'The "url" argument must be of type string. Received undefined',
        ),
        (
            "rest.get(5)",
            "TypeError",
            "ERR_INVALID_ARG_TYPE",
            'The "url" argument must be of type string. Received type number (5)',
        ),
        (
            "rest.get('http://h.example.com/\u0142ukasz')",
            "TypeError",
            "ERR_UNESCAPED_CHARACTERS",
            "Request path contains unescaped characters",
        ),
        (
            "rest.get('http://h.example.com:99999/')",
            "RangeError",
            "ERR_SOCKET_BAD_PORT",
            "Port should be >= 0 and < 65536. Received type string ('99999').",
        ),
        ("rest.get('http://a[b.example.com/')", "TypeError", "ERR_INVALID_URL", "Invalid URL"),
        ("rest.get('http://u:%@h.example.com/')", "URIError", "undefined", None),
        (
            f"rest.get('{URL}', {{headers: {{'a b': 1}}}})",
            "TypeError",
            "ERR_INVALID_HTTP_TOKEN",
            'Header name must be a valid HTTP token ["a b"]',
        ),
        (
            f"rest.get('{URL}', {{headers: {{X: undefined}}}})",
            "TypeError",
            "ERR_HTTP_INVALID_HEADER_VALUE",
            'Invalid value "undefined" for header "X"',
        ),
        (
            f"rest.get('{URL}', {{headers: {{X: 'a\\r\\nb'}}}})",
            "TypeError",
            "ERR_INVALID_CHAR",
            'Invalid character in header content ["X"]',
        ),
        (
            f"rest.get('{URL}', {{headers: {{X: '\u0142'}}}})",
            "TypeError",
            "ERR_INVALID_CHAR",
            'Invalid character in header content ["X"]',
        ),
        (
            f"rest.request('{URL}', {{method: 'G ET'}})",
            "TypeError",
            "ERR_INVALID_HTTP_TOKEN",
            'Method must be a valid HTTP token ["G ET"]',
        ),
        (f"rest.request('{URL}')", "TypeError", "undefined", None),
        (
            f"rest.post('{URL}', {{data: 'x', encoding: 'foo'}})",
            "TypeError",
            "ERR_UNKNOWN_ENCODING",
            "Unknown encoding: foo",
        ),
        (f"rest.postJson('{URL}', {{}}, 'text')", "TypeError", "undefined", None),
        (f"rest.get('{URL}', {{username: Symbol('u'), password: ''}})", "TypeError", "undefined", None),
        ("rest.file(5)", "TypeError", "undefined", None),
        (
            f"rest.get('{URL}').request.getHeader(5)",
            "TypeError",
            "ERR_INVALID_ARG_TYPE",
            'The "name" argument must be of type string. Received type number (5)',
        ),
        (
            f"rest.get('{URL}').on('complete')",
            "TypeError",
            "ERR_INVALID_ARG_TYPE",
            'The "listener" argument must be of type function. Received undefined',
        ),
    ],
)
def test_a_call_that_cannot_be_made_throws_at_once(
    call: str, name: str, code: str, message: str | None
) -> None:
    """No event: the script can catch it where it called."""
    guest = Guest(
        f"try {{ {call} }} catch (e) {{ [e.name, String(e.code), e.message].forEach(t => console.log(t)); }}"
    )
    assert guest.log[:2] == [name, code]
    if message is not None:
        assert guest.log[2] == message


def test_a_star_is_no_host() -> None:
    """C libraries would take it for this machine."""
    guest = Guest("rest.get('http://*/').on('error', (error) => console.log(error.message));")
    assert guest.log == ["getaddrinfo ENOTFOUND *"]
    assert guest.requests == []


def test_an_uncaught_refusal_is_placed_where_the_script_called() -> None:
    """The report names the author's line."""
    guest = Guest("\n\nrest.get('http://h.example.com/\u0142');")
    assert guest.exception == (
        "TypeError [ERR_UNESCAPED_CHARACTERS]: Request path contains unescaped characters"
    )
    assert guest.commands[-1].at.line == 3  # type: ignore[union-attr]


def test_a_value_that_changes_its_mind_cannot_smuggle_a_header() -> None:
    """What was checked is checked again when it is written."""
    script = f"""
    let asked = 0;
    const X = {{toString() {{ asked += 1; return asked < 2 ? 'a' : 'a\\r\\nEvil: 1'; }}}};
    rest.get('{URL}', {{headers: {{X}}}});
    """
    guest = Guest(script)
    assert guest.exception == 'TypeError: Invalid character in header content ["X"]'
    assert guest.requests == []


@pytest.mark.parametrize(
    ("tampering", "message"),
    [
        ("r.request.method = 'G ET'", 'Method must be a valid HTTP token ["G ET"]'),
        ("r.request.path = '/a b'", "Request path contains unescaped characters"),
    ],
)
def test_what_is_changed_on_the_request_itself_is_checked_again(tampering: str, message: str) -> None:
    """Nothing reaches the host that can't be written as HTTP."""
    guest = Guest(f"\nconst r = rest.get('{URL}'); {tampering};")
    assert guest.exception == f"TypeError: {message}"
    assert guest.commands[-1].at.line == 2  # type: ignore[union-attr]
    assert guest.requests == []
