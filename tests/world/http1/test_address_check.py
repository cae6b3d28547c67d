"""The check of addresses before a connection."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from runtime.model.http import not_found
from runtime.world.http1.address_check import ANYWHERE, Gate, named_address
from runtime.world.http1.node_errors import Broken

TEN = (ip_network("10.0.0.0/8"),)
PUBLIC = "93.184.215.14"


def denial(gate: Gate, host: str, *addresses: str) -> str:
    """Why no connection may be made."""
    with pytest.raises(Broken) as broken:
        gate.check(host, addresses)
    assert broken.value.failure == not_found(host)
    return broken.value.denied


def test_a_closed_address_is_denied_with_its_name_and_the_option() -> None:
    """The script sees a name that nobody knows."""
    assert denial(Gate(), "a.example.com", "10.1.2.3") == (
        "a.example.com is at 10.1.2.3, which is private, and not open to this run. "
        "To open it: --allow-private 10.1.2.3"
    )
    assert denial(Gate(), "127.0.0.1", "127.0.0.1").startswith("it is at 127.0.0.1, which is loopback")


def test_one_closed_address_spoils_all() -> None:
    """In whatever order."""
    assert "10.1.2.3" in denial(Gate(), "a.example.com", PUBLIC, "10.1.2.3")
    assert "10.1.2.3" in denial(Gate(), "a.example.com", "10.1.2.3", PUBLIC)


def test_what_is_open_passes() -> None:
    """By the run's networks, or by the connection's own."""
    Gate().check("a.example.com", [PUBLIC])
    Gate(TEN).check("a.example.com", [PUBLIC, "10.1.2.3"])
    Gate().check("a.example.com", ["10.1.2.3"], TEN)


def test_what_was_needed_is_kept_in_mind() -> None:
    """Once each, as small as can be; not what is public, nor a connection's own, nor what was denied."""
    gate = Gate(TEN)
    gate.check("a.example.com", [PUBLIC, "10.1.2.3", "::ffff:10.9.9.9"])
    gate.check("a.example.com", ["10.1.2.3"])
    gate.check("a.example.com", ["127.0.0.1"], (ip_network("127.0.0.1"),))
    denial(gate, "b.example.com", "10.4.4.4", "192.168.1.1")
    assert gate.needed == (ip_network("10.1.2.3"), ip_network("10.9.9.9"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "::1", "fe80::1%lo", "localhost", "LOCALHOST.", "x.localhost", "0x7f.1", "127.1"],
)  # fmt: skip
def test_a_name_that_is_an_address_is_judged_without_resolving_it(host: str) -> None:
    """A proxy would resolve it, to its own loopback."""
    with pytest.raises(Broken):
        Gate().check_name(host)


def test_a_name_that_is_none_is_the_proxys_affair() -> None:
    """So is an address that was opened."""
    Gate().check_name("a.example.com")
    Gate(ANYWHERE).check_name("127.0.0.1")


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
    assert [str(network) for network in named_address(host)] == networks
