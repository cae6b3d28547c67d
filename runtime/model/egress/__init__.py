"""What of the network is open to a run: schemes, hosts, ports, methods, and private networks. Data only.

Nothing is open unless somebody named it; `runtime.session.routing` holds requests against it, and the live
world the addresses that it connects to.
"""

from runtime.model.egress.openings import EVERY_PORT, Egress, Opening

__all__ = ["EVERY_PORT", "Egress", "Opening"]
