"""What part of the network is open to a run: schemes, hosts, ports, methods, and private networks. Only data.

Nothing is open by default. `runtime.session.routing` checks requests against it, and the live world checks
the addresses that it connects to.
"""

from runtime.model.egress.openings import EVERY_PORT, Egress, Opening

__all__ = ["EVERY_PORT", "Egress", "Opening"]
