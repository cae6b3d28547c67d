"""The check of addresses before a connection."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from runtime.model.http import not_found
from runtime.world.http1.address_check import ANYWHERE, AddressCheck, literal_networks
from runtime.world.http1.node_errors import ExchangeError

TEN = (ip_network("10.0.0.0/8"),)
PUBLIC = "93.184.215.14"


def denial(check: AddressCheck, host: str, *addresses: str) -> str:
    with pytest.raises(ExchangeError) as broken:
        check.check(host, addresses)
    assert broken.value.failure == not_found(host)
    return str(broken.value.denial)


def test_a_closed_address_is_denied_with_its_name_and_the_option() -> None:
    """The script sees a name that nobody knows."""
    assert denial(AddressCheck(), "a.example.com", "10.1.2.3") == (
        "a.example.com is at 10.1.2.3, which is private, and not open to this run. "
        "To open it: --allow-private 10.1.2.3"
    )
    assert denial(AddressCheck(), "127.0.0.1", "127.0.0.1").startswith(
        "it is at 127.0.0.1, which is loopback"
    )


def test_one_closed_address_spoils_all() -> None:
    assert "10.1.2.3" in denial(AddressCheck(), "a.example.com", PUBLIC, "10.1.2.3")
    assert "10.1.2.3" in denial(AddressCheck(), "a.example.com", "10.1.2.3", PUBLIC)


def test_what_is_open_passes() -> None:
    """By the run's networks, or by the connection's own."""
    AddressCheck().check("a.example.com", [PUBLIC])
    AddressCheck(TEN).check("a.example.com", [PUBLIC, "10.1.2.3"])
    AddressCheck().check("a.example.com", ["10.1.2.3"], TEN)


def test_what_was_needed_is_kept_in_mind() -> None:
    """Once each, as small as can be; not what is public, nor a connection's own, nor what was denied."""
    check = AddressCheck(TEN)
    check.check("a.example.com", [PUBLIC, "10.1.2.3", "::ffff:10.9.9.9"])
    check.check("a.example.com", ["10.1.2.3"])
    check.check("a.example.com", ["127.0.0.1"], (ip_network("127.0.0.1"),))
    denial(check, "b.example.com", "10.4.4.4", "192.168.1.1")
    assert check.networks_reached == (ip_network("10.1.2.3"), ip_network("10.9.9.9"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "::1", "fe80::1%lo", "localhost", "LOCALHOST.", "x.localhost", "0x7f.1", "127.1"],
)
def test_a_name_that_is_an_address_is_judged_without_resolving_it(host: str) -> None:
    """A proxy would resolve it, to its own loopback."""
    with pytest.raises(ExchangeError):
        AddressCheck().check_name(host)


def test_a_name_that_is_none_is_the_proxys_affair() -> None:
    """So is an address that was opened."""
    check_closed, check_open = AddressCheck().check_name, AddressCheck(ANYWHERE).check_name
    check_closed("a.example.com")
    check_open("127.0.0.1")
    with pytest.raises(ExchangeError):
        check_closed("127.0.0.1")


@pytest.mark.parametrize(
    ("host", "networks"),
    [
        ("127.0.0.1", ["127.0.0.1/32"]),
        ("::1", ["::1/128"]),
        ("localhost", ["127.0.0.1/32", "::1/128"]),
        ("a.example.com", []),
        ("0x7f.1", []),
    ],
)
def test_an_address_that_was_named_is_open_by_that(host: str, networks: list[str]) -> None:
    """A name says nothing of where it leads."""
    assert [str(network) for network in literal_networks(host)] == networks
