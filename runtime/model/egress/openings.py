"""The values: an opening is one host with what may be asked of it, and an egress is all that is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.model.egress.networks import Network

EVERY_PORT = range(1 << 16)


@dataclass(frozen=True, slots=True)
class Opening:
    """One host. A request is let through if one opening of its host has its scheme, port and method.

    `host` is a name as `runtime.model.egress.hosts.plain` gives it. `ports` is None for the scheme's own
    (80, 443),     and `methods` is None for all. `source` says who opened it: an option or a file.
    """

    host: str
    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: Collection[int] | None = None
    methods: frozenset[str] | None = None
    source: str = "--live"

    def __str__(self) -> str:
        """For reports: the host alone where everything usual is open."""
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
    """All that is open. Addresses that are not public are closed, but for those in `private`."""

    openings: tuple[Opening, ...] = ()
    private: tuple[Network, ...] = field(default=())

    @property
    def hosts(self) -> frozenset[str]:
        """The names that are open in some way."""
        return frozenset(opening.host for opening in self.openings)

    def of(self, host: str) -> tuple[Opening, ...]:
        """The openings of a host, named as `runtime.model.egress.hosts.plain` gives it."""
        return tuple(opening for opening in self.openings if opening.host == host)
