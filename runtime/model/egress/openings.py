"""An opening is one host and what may be sent to it; an egress is everything that is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.model.egress.networks import Network

EVERY_PORT = range(1 << 16)


@dataclass(frozen=True, slots=True)
class Opening:
    """One open host. A request is allowed if one opening of its host has its scheme, port and method.

    `host` is in the form of `runtime.model.egress.hosts.normalize_host`. `ports` is None for the scheme's own
    port (80, 443); `methods` is None for all. `source` is the option or
    the file that opened it, for messages.
    """

    host: str
    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: Collection[int] | None = None
    methods: frozenset[str] | None = None
    source: str = ""

    def __str__(self) -> str:
        """For reports: the host, with its ports, schemes and methods where they are limited."""
        ports = (
            [""] if self.ports is None or self.ports == EVERY_PORT else sorted(f":{p}" for p in self.ports)
        )
        host = f"[{self.host}]" if ":" in self.host else self.host
        limits = [" and ".join(sorted(self.schemes))] if len(self.schemes) == 1 else []
        limits += [] if self.methods is None else [", ".join(sorted(self.methods))]
        places = ", ".join(f"{host}{port}" for port in ports)
        return f"{places} ({'; '.join(limits)})" if limits else places


@dataclass(frozen=True, slots=True)
class Egress:
    """Everything that is open. Of the addresses that are not public, only those in `private` are open."""

    openings: tuple[Opening, ...] = ()
    private: tuple[Network, ...] = field(default=())

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(opening.host for opening in self.openings)

    def of(self, host: str) -> tuple[Opening, ...]:
        """The openings of a host, which is in the form of `runtime.model.egress.hosts.normalize_host`."""
        return tuple(opening for opening in self.openings if opening.host == host)
