"""The values of --map and --proxy."""

from __future__ import annotations

import pytest

from runtime.model.errors import BadInput
from runtime.world.http1.addresses import Address, Proxy, parse_map, parse_proxy


@pytest.mark.parametrize(
    ("text", "host", "address"),
    [
        ("api.example.com=http://127.0.0.1:8080", "api.example.com", ("http", "127.0.0.1", 8080)),
        ("API.Example.com.=https://O.example.com", "api.example.com", ("https", "o.example.com", 443)),
        ("api.example.com=http://[::1]:81", "api.example.com", ("http", "::1", 81)),
        ("[::1]=http://localhost", "::1", ("http", "localhost", 80)),
    ],
)
def test_a_map_names_a_host_and_where_it_is(text: str, host: str, address: tuple[str, str, int]) -> None:
    """The host in lower case, the port that the scheme has if none is given."""
    assert parse_map(text) == (host, Address(*address))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.example.com",
        "=http://localhost",
        "api.example.com=",
        "api.example.com=localhost:80",
        "api.example.com=ftp://localhost",
        "api.example.com=http://",
        "api.example.com=http://localhost:99999",
        "api.example.com=http://localhost:0",
        "api.example.com=http://localhost:x",
        "api.example.com=http://[::1",
        "api.example.com=http://a b/",
        "api.example.com=http://localhost/v1",
        "api.example.com=http://localhost?x",
        "api.example.com=http://ada:secret@localhost",
        "http://api.example.com=http://localhost",
        "api.example.com:80=http://localhost",
        "*=http://localhost",
    ],
)
def test_a_map_that_makes_no_sense_is_refused(text: str) -> None:
    """With the option's name, and how it is written."""
    with pytest.raises(BadInput) as refused:
        parse_map(text)
    assert refused.value.where == "--map"
    assert "--map api.example.com=http://127.0.0.1:8080" in refused.value.way_out


@pytest.mark.parametrize(
    "text",
    [
        "api.example.com=http://ada:k7w@localhost",
        "api.example.com=http://ada:pa@k7w@localhost",
        "api.example.com=http://ada:k7w/x@localhost",
        "http://ada:k7w@api.example.com",
    ],
)
def test_a_password_in_a_map_is_not_repeated(text: str) -> None:
    """However short it is, and whatever stands in it."""
    with pytest.raises(BadInput) as refused:
        parse_map(text)
    assert "k7w" not in f"{refused.value}{refused.value.way_out}"


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "017700000001"])
def test_an_ipv4_address_in_disguise_is_no_place_to_map_to(host: str) -> None:
    with pytest.raises(BadInput, match="is not an IPv4 address in its usual form"):
        parse_map(f"api.example.com=http://{host}")


def test_an_address_without_scheme_is_told_so() -> None:
    """And not that it has too much."""
    with pytest.raises(BadInput, match="its URL does not begin with http:// or https://"):
        parse_map("api.example.com=test.example.com")


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"])
def test_a_map_leads_to_no_metadata_service(host: str) -> None:
    """Its address is a permission, but not for this."""
    with pytest.raises(BadInput, match="no option opens that"):
        parse_map(f"api.example.com=http://{host}")


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address("http", "127.0.0.1", 8080), "http://127.0.0.1:8080"),
        (Address("https", "a.example.com", 443), "https://a.example.com"),
        (Address("http", "::1", 80), "http://[::1]"),
    ],
)
def test_an_address_reads_as_a_url(address: Address, text: str) -> None:
    assert str(address) == text


def test_a_proxy_may_want_a_password() -> None:
    """It is percent-decoded, and becomes a header's value."""
    proxy = parse_proxy("http://ada:s%40crt@proxy.example.com:3128")
    assert proxy == Proxy(Address("http", "proxy.example.com", 3128), "Basic YWRhOnNAY3J0")
    assert parse_proxy("http://proxy.example.com/").authorization is None


@pytest.mark.parametrize(
    "text", ["", "proxy:3128", "socks5://proxy", "https://proxy", "http://proxy/x", "http://proxy:0"]
)
def test_a_proxy_that_can_not_be_used_is_refused(text: str) -> None:
    """Only HTTP proxies are known; a password in the URL is not repeated."""
    with pytest.raises(BadInput) as refused:
        parse_proxy(text)
    assert refused.value.where == "--proxy"


def test_a_refused_proxy_keeps_its_password_to_itself() -> None:
    """Messages end up in logs."""
    with pytest.raises(BadInput) as refused:
        parse_proxy("http://ada:topsecret@proxy.example.com/path")
    assert "topsecret" not in f"{refused.value} {refused.value.way_out}"
