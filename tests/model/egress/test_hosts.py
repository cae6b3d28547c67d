"""Names of hosts: one form for each."""

from __future__ import annotations

import pytest

from runtime.model.egress.hosts import normalize_host, read_host, read_place
from runtime.model.errors import BadInput


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("api.example.com", ("api.example.com", None)),
        (" API.Example.com. ", ("api.example.com", None)),
        ("api.example.com:8443", ("api.example.com", 8443)),
        ("xn--mller-kva.example.com", ("xn--mller-kva.example.com", None)),
        ("under_score.example.com", ("under_score.example.com", None)),
        ("localhost", ("localhost", None)),
        ("192.0.2.1", ("192.0.2.1", None)),
        ("192.0.2.1:81", ("192.0.2.1", 81)),
        ("2001:DB8:0::1", ("2001:db8::1", None)),
        ("[::1]", ("::1", None)),
        ("[0:0:0:0:0:0:0:1]:81", ("::1", 81)),
    ],
)
def test_a_place_is_a_host_and_may_have_a_port(text: str, place: tuple[str, int | None]) -> None:
    """In lower case, without final dot, in the shortest form."""
    assert read_place("--live", text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "*",
        "*.example.com",
        "https://api.example.com",
        "api.example.com/v1",
        "ada:pw@example.com",
        "ada@example.com",
        "a b",
        "[api.example.com]",
        "-a.example.com",
        "a..example.com",
        "[::1",
        "::1%eth0",
        "[fe80::1%25lo]",
        "::g",
        "1.2.3.4.5",
        "x" * 64 + ".example.com",
    ],
)
def test_what_is_no_host_is_refused(text: str) -> None:
    """An address of a page, credentials, a pattern, a zone."""
    with pytest.raises(BadInput) as refused:
        read_place("--live", text)
    assert refused.value.where == "--live"
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1", "0177.0.0.1", "127.0.0.01", "1.0x1"],
)
def test_an_ipv4_address_in_disguise_is_refused(text: str) -> None:
    """Resolvers take these for 127.0.0.1; people take them for nothing."""
    with pytest.raises(BadInput, match="is not an IPv4 address in its usual form"):
        read_host("--live", text)


def test_letters_that_only_look_like_others_are_shown_for_what_they_are() -> None:
    """The first letter here is Cyrillic."""
    with pytest.raises(BadInput) as refused:
        read_host("--live", "\u0430pi.example.com")
    assert "xn--pi-6kc.example.com" in refused.value.way_out


@pytest.mark.parametrize("text", ["a.example.com:0", "a.example.com:65536", "a.example.com:99999999"])
def test_a_port_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="there is no port"):
        read_place("--live", text)


def test_two_spellings_are_one_host() -> None:
    """Case, final dot, the length of an IPv6 address."""
    assert normalize_host("API.example.com.") == normalize_host("api.EXAMPLE.com")
    assert normalize_host("0:0::0:1") == normalize_host("::1")
