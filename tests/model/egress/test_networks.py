"""Which addresses are not public, and what opens them."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from runtime.model.egress.networks import check_address, is_metadata, networks_of, read_network
from runtime.model.errors import BadInput

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
    ],
)
def test_the_public_internet_is_open(address: str) -> None:
    """Up to the borders of what isn't; a public IPv4 address in IPv6 is one."""
    assert check_address(address) is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "this very network"),
        ("10.0.0.0", "private"),
        ("10.255.255.255", "private"),
        ("100.64.0.1", "CGNAT"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.255", "loopback"),
        ("169.254.1.1", "link-local"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.8", "reserved"),
        ("192.0.2.1", "documentation"),
        ("192.168.255.255", "private"),
        ("198.19.0.1", "benchmarks"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "this very host"),
        ("::1", "loopback"),
        ("fc00::1", "private"),
        ("fdff::1", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
        ("100::1", "discarding"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("4000::1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.1.2.3", "private"),
        ("::127.0.0.1", "compatible"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:101", "link-local"),
        ("64:ff9b:1::a00:1", "local NAT64"),
        ("2002:7f00:1::", "6to4"),
        ("2001:0:7f00:1::", "Teredo"),
    ],
)
def test_everything_else_is_closed(address: str, kind: str) -> None:
    """And the reason names what it is, and the option."""
    reason = str(check_address(address))
    assert kind in reason
    assert "--allow-private" in reason


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::a9fe:a9fe",
        "fe80::a9fe:a9fe%eth0",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
        "64:ff9b::a83f:8110",
    ],
)
def test_no_option_opens_a_metadata_service(address: str) -> None:
    """In no wrapping, and even if everything is open."""
    assert is_metadata(address)
    reason = str(check_address(address, EVERYTHING))
    assert "metadata" in reason
    assert "--allow-private" not in reason


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.0.0/16"),
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.0.0.0/8"),
        ("64:ff9b::a01:203", "10.0.0.0/8"),
        ("127.0.0.1", "127.0.0.0/8"),
        ("::1", "::1/128"),
        ("fd12::1", "fd12::/16"),
    ],
)
def test_a_network_that_was_opened_is_open(address: str, network: str) -> None:
    """A wrapped address is where its IPv4 address is."""
    assert check_address(address) is not None
    assert check_address(address, (ip_network(network),)) is None


def test_a_tunnel_is_open_only_with_both_of_its_ends() -> None:
    """6to4 names a place in IPv6 and one in IPv4."""
    both = (ip_network("2002::/16"), ip_network("127.0.0.0/8"))
    assert [check_address("2002:7f00:1::", (one,)) is not None for one in both] == [True, True]
    assert check_address("2002:7f00:1::", both) is None


def test_another_network_opens_nothing() -> None:
    """Not even one that is close by."""
    assert check_address("10.2.0.0", (ip_network("10.1.0.0/16"),)) is not None
    assert check_address("::1", (ip_network("127.0.0.0/8"),)) is not None
    assert check_address("0.0.0.0", (ip_network("127.0.0.0/8"),)) is not None


def test_what_is_no_address_is_closed() -> None:
    """Whatever a resolver says."""
    assert str(check_address("localhost", EVERYTHING)) == "which is not an IP address"


def test_what_an_address_needs_is_as_small_as_can_be() -> None:
    """One address each, and nothing for a public one."""
    assert networks_of("1.1.1.1") == ()
    assert networks_of("::ffff:10.1.2.3") == (ip_network("10.1.2.3/32"),)


def test_a_network_is_read() -> None:
    assert read_network("--allow-private", " 10.0.0.0/8 ") == ip_network("10.0.0.0/8")
    assert read_network("--allow-private", "::1") == ip_network("::1/128")


@pytest.mark.parametrize(
    "text", ["", "10.0.0.1/8", "10.0.0.0/33", "localhost", "10.*", "0x7f.1", "fe80::1%e/64"]
)
def test_what_is_no_network_is_refused(text: str) -> None:
    """With the option's name; a network with bits of a host in it is a mistake."""
    with pytest.raises(BadInput) as refused:
        read_network("--allow-private", text)
    assert refused.value.where == "--allow-private"


def test_the_network_that_an_address_is_in_is_told() -> None:
    """It is what was meant, or shows that it wasn't."""
    with pytest.raises(BadInput) as refused:
        read_network("--allow-private", "10.20.1.1/16")
    assert str(refused.value) == "--allow-private: '10.20.1.1/16' is not a network"
    assert refused.value.way_out == "Did you mean 10.20.0.0/16?"


def test_a_metadata_service_can_not_be_named() -> None:
    """The mistake is told before anything runs."""
    with pytest.raises(BadInput, match="no option opens that"):
        read_network("--allow-private", "169.254.169.254/32")
