"""The last check before a connection: the addresses behind a name, all of them, each time it is resolved."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Address, ip_address, ip_network

from runtime.model.egress.hosts import plain
from runtime.model.egress.networks import Network, closed, needed
from runtime.model.http import not_found
from runtime.world.http1.node_errors import Broken

# Whoever names a machine by this means his own (RFC 6761).
_THIS_MACHINE = (ip_network("127.0.0.1"), ip_network("::1"))
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class Gate:
    """One run's. `private` are the networks that are open beside the public Internet."""

    def __init__(self, private: tuple[Network, ...] = ()) -> None:
        """Nothing was needed yet."""
        self._private = private
        self._needed: dict[Network, None] = {}

    @property
    def needed(self) -> tuple[Network, ...]:
        """What of `private` the run has needed, as small as can be."""
        return tuple(self._needed)

    def check(self, host: str, addresses: Sequence[str], own: tuple[Network, ...] = ()) -> None:
        """Raises Broken, with the reason for reports, unless a connection may go to each of these addresses.

        One that may not spoils all: whoever answers for the name can't be trusted with the choice. `own` is
        open for this connection alone. The script sees a name that nobody knows.
        """
        for address in addresses:
            reason = closed(address, (*self._private, *own))
            if reason:
                who = "it" if plain(host) == plain(address) else host
                raise Broken(not_found(host), denied=f"{who} is at {address}, {reason}")
        for address in addresses:
            if closed(address, own):
                self._needed.update(dict.fromkeys(needed(address)))

    def check_name(self, host: str) -> None:
        """The same for a name that a proxy will resolve: as far as the name tells its address itself."""
        self.check(host, _spelled_out(plain(host)))


def named_address(host: str) -> tuple[Network, ...]:
    """The addresses that a host is by its own words; a name's are not known yet."""
    if host == "localhost":
        return _THIS_MACHINE
    with suppress(ValueError):
        return (ip_network(ip_address(host)),)
    return ()


def _spelled_out(host: str) -> list[str]:
    """The address in a name that is one in whatever form, or says that it is the resolver's own machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    with suppress(ValueError):
        return [str(ip_address(host.partition("%")[0]))]
    with suppress(OSError):
        return [str(IPv4Address(socket.inet_aton(host)))]  # 0x7f.1, 2130706433
    return []
