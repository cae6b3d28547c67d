"""Credentials: as options, in the address, as a token."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest


@pytest.mark.parametrize(
    ("url", "options", "header"),
    [
        ("http://h.example.com/", "{username: 'ada', password: 'p\\u00fc'}", "Basic YWRhOnDDvA=="),
        ("http://h.example.com/", "{username: 'ada', password: null}", "Basic YWRhOg=="),
        ("http://h.example.com/", "{username: 'ada'}", None),
        ("http://h.example.com/", "{accessToken: 'abc'}", "Bearer abc"),
        ("http://h.example.com/", "{username: 'ada', password: '', accessToken: 'abc'}", "Basic YWRhOg=="),
        ("http://ada:se%3Acret@h.example.com/", "{}", "Basic YWRhOnNl"),
        ("http://ada:pw@h.example.com/", "{}", "Basic YWRhOnB3"),
        ("http://h.example.com/", "{headers: {Authorization: 'Own'}, accessToken: 'abc'}", "Bearer abc"),
    ],
)
def test_credentials_become_an_authorization_header(url: str, options: str, header: str | None) -> None:
    """Basic wins over a token, and either over a header of the script's own."""
    assert Guest(f"rest.get('{url}', {options})").headers.get("Authorization") == header


def test_credentials_in_an_address_are_written_into_the_options() -> None:
    """And leak into the next call that uses the same object, as in restler."""
    guest = Guest(
        "const o = {};"
        "rest.get('http://ada:pw@a.example.com/', o); rest.get('http://b.example.com/', o);"
        "console.log(o.username, o.password);"
    )
    assert guest.log == ["ada pw"]
    assert guest.headers["Authorization"] == "Basic YWRhOnB3"
