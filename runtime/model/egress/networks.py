"""Which IP addresses are not part of the public Internet: connections to them are closed by default.

From IANA's registries of special-purpose addresses (iana-ipv4-special-registry, iana-ipv6-special-registry).
`ipaddress.is_global` is not used: its answers differ between versions of Python.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from runtime.model.egress.denial import Denial
from runtime.model.errors import BadInput
from runtime.model.option import Option

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Here clouds give credentials to every program that runs in them. No option opens these.
_METADATA: dict[Address, str] = {
    ip_address(text): owner
    for text, owner in {
        "169.254.169.254": "AWS, Azure, Google, Oracle, OpenStack and others",
        "169.254.170.2": "AWS ECS",
        "169.254.170.23": "AWS EKS",
        "169.254.42.42": "Scaleway",
        "169.254.0.23": "Tencent Cloud",
        "192.0.0.192": "Oracle Cloud",
        "100.100.100.200": "Alibaba Cloud",
        "168.63.129.16": "Azure",
        "fd00:ec2::254": "AWS",
        "fd00:ec2::23": "AWS EKS",
        "fd20:ce::254": "Google Cloud",
        "fd00:c1::a9fe:a9fe": "Oracle Cloud",
        "fd00:42::42": "Scaleway",
        "fe80::a9fe:a9fe": "OpenStack",
    }.items()
}

_SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(text), kind)
    for text, kind in {
        "0.0.0.0/8": "this very network",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by a provider's customers (CGNAT)",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved for protocols",
        "192.0.2.0/24": "for documentation",
        "192.88.99.0/24": "reserved (6to4 relays)",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "for benchmarks",
        "198.51.100.0/24": "for documentation",
        "203.0.113.0/24": "for documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::/128": "this very host",
        "::1/128": "loopback",
        "::/96": "an IPv4 address in IPv6 (compatible)",
        "64:ff9b:1::/48": "an IPv4 address in IPv6 (local NAT64)",
        "100::/64": "for discarding",
        "fc00::/7": "private (unique local)",
        "fe80::/10": "link-local",
        "fec0::/10": "private (site-local)",
        "ff00::/8": "multicast",
        "2001::/32": "an IPv4 address in IPv6 (Teredo)",
        "2001::/23": "reserved for protocols",
        "2001:db8::/32": "for documentation",
        "2002::/16": "an IPv4 address in IPv6 (6to4)",
        "3fff::/20": "for documentation",
    }.items()
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # nothing else of IPv6 is public

# An address in these two always stands for an IPv4 address, and is treated like that.
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")


def check_address(address: str, private: tuple[Network, ...] = ()) -> Denial | None:
    """Why connections to an address are closed, as the end of a sentence; None if they are open.

    `private` are the networks that are open beside the public Internet. A metadata service is never open.
    """
    found = _parse(address)
    if found is None:
        return Denial(problem="which is not an IP address", option="")
    addresses = _unwrap(found)
    for one in addresses:
        if one in _METADATA:
            problem = f"where a cloud's metadata service answers ({_METADATA[one]})"
            return Denial(problem=problem, option=": no option opens that")
    for one in addresses:
        kind = describe_special(one)
        if kind and not any(one in network for network in private):
            return Denial(
                problem=f"which is {kind}, and not open to this run",
                option=f". To open it: {Option.PRIVATE.spell(one)}",
                opening=f"the private network {one}",
            )
    return None


def is_metadata(address: str) -> bool:
    """Whether it is the address of a metadata service, also inside an IPv6 address; false for a name."""
    found = _parse(address)
    return found is not None and any(one in _METADATA for one in _unwrap(found))


def describe_special(address: Address) -> str:
    """The kind of an address that is not public: `private`, `loopback` and so on; '' for a public one."""
    for network, kind in _SPECIAL:
        if address.version == network.version and address in network:
            return kind
    return "" if address.version == 4 or address in _GLOBAL_V6 else "reserved"  # noqa: PLR2004


def networks_of(address: str) -> tuple[Network, ...]:
    """The smallest networks that have to be open for this address; none if it is public."""
    found = _parse(address)
    return tuple(single_network(one) for one in _unwrap(found) if describe_special(one)) if found else ()


def single_network(address: Address) -> Network:
    return ip_network(address)


def read_network(where: str, text: str) -> Network:
    """The network in an option or a file, such as 10.0.0.0/8 or one address. Raises BadInput."""
    way_out = "Write it like 10.20.0.0/16, fd12:3456::/32, or one address."
    try:
        network = ip_network(text.strip())
    except ValueError as error:
        raise BadInput(where, f"{text!r} is not a network", _suggest_network(text) or way_out) from error
    if network.num_addresses == 1 and is_metadata(str(network.network_address)):
        problem = f"{text} is where a cloud's metadata service answers: no option opens that"
        raise BadInput(where, problem, "Leave it out.")
    return network


def _suggest_network(text: str) -> str:
    """A sentence that names the network of an address such as 10.0.0.1/8; '' for anything else."""
    try:
        return f"Did you mean {ip_network(text.strip(), strict=False)}?"
    except ValueError:
        return ""


def _parse(address: str) -> Address | None:
    """The address without its zone, which only names a network interface of this machine."""
    try:
        return ip_address(address.partition("%")[0])
    except ValueError:
        return None


def _unwrap(address: Address) -> tuple[Address, ...]:
    """The address itself, and each IPv4 address that is embedded in it."""
    if isinstance(address, IPv4Address):
        return (address,)
    inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _MAPPED or address in _NAT64:
        return (inner,)
    return (address, *_inner_addresses(address, inner))


def _inner_addresses(address: IPv6Address, inner: IPv4Address) -> tuple[IPv4Address, ...]:
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    # ::1 is no IPv4 address, though it would be 0.0.0.1.
    if address in _LOCAL_NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return (inner,)
    return ()
