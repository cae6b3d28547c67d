"""The last check before a connection: all addresses of a name, each time it is resolved."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Address, ip_address, ip_network

from runtime.model.egress.hosts import normalize_host
from runtime.model.egress.networks import Network, check_address, networks_of
from runtime.model.http import not_found
from runtime.world.http1.node_errors import ExchangeError

# The addresses of `localhost`, by RFC 6761.
_THIS_MACHINE = (ip_network("127.0.0.1"), ip_network("::1"))
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class AddressCheck:
    """The check of one run. `private` are the networks that are open beside the public Internet."""

    def __init__(self, private: tuple[Network, ...] = ()) -> None:
        self._private = private
        self._used: dict[Network, None] = {}

    @property
    def networks_reached(self) -> tuple[Network, ...]:
        """The parts of `private` that connections went to, as small networks."""
        return tuple(self._used)

    def check(self, host: str, addresses: Sequence[str], own: tuple[Network, ...] = ()) -> None:
        """Raise ExchangeError with the denial if one of these addresses is closed.

        One closed address closes the name, because its DNS server could choose the address. `own` is open
        only for this connection. The script sees an unknown host.
        """
        for address in addresses:
            denial = check_address(address, (*self._private, *own))
            if denial:
                subject = "it" if normalize_host(host) == normalize_host(address) else host
                problem = f"{subject} is at {address}, {denial.problem}"
                raise ExchangeError(not_found(host), replace(denial, problem=problem))
        for address in addresses:
            if check_address(address, own):
                self._used.update(dict.fromkeys(networks_of(address)))

    def check_name(self, host: str) -> None:
        """The same for a name that a proxy will resolve, if the name is an address itself."""
        self.check(host, _literal_addresses(normalize_host(host)))


def literal_networks(host: str) -> tuple[Network, ...]:
    """The network of a host that is an address, or localhost; none for a name."""
    if host == "localhost":
        return _THIS_MACHINE
    with suppress(ValueError):
        return (ip_network(ip_address(host)),)
    return ()


def _literal_addresses(host: str) -> list[str]:
    """The address in a name that is an address in any notation, or localhost; none for another name."""
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    with suppress(ValueError):
        return [str(ip_address(host.partition("%")[0]))]
    with suppress(OSError):
        return [str(IPv4Address(socket.inet_aton(host)))]  # 0x7f.1, 2130706433
    return []
