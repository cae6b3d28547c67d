"""The locks that hold a child, in the order in which they are closed.

A host may not have all of them: the others hold without it. The report and `mws doctor` name those that hold.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from runtime.cage.child_protocol import Bounds
from runtime.cage.locks import bounds as _bounds
from runtime.cage.locks import identity, landlock, pages, seccomp


class Lock(NamedTuple):
    """`name` is for reports; `close` raises OSError, LookupError, AttributeError or ImportError if the host
    doesn't have it.
    """

    name: str
    close: Callable[[Bounds], object]


# Root can leave the network directly, other users only in their own user namespace.
_NO_NETWORK = Lock("no network", lambda _: identity.enter_namespaces())

# The zygote closes these once: they hold for all that it forks. Capabilities are dropped last, as the other
# locks may need them; locks that need a file come before Landlock.
ZYGOTE = (
    Lock("no writable code", lambda _: pages.close()),
    _NO_NETWORK,
    Lock("nobody's user id", lambda _: identity.become_nobody()),
    Lock("user namespace", lambda _: identity.enter_user_namespace()),
    _NO_NETWORK,
    Lock("no new privileges", lambda _: identity.forbid_new_privileges()),
    Lock("Landlock", lambda _: landlock.close()),
    Lock("no capabilities", lambda _: identity.drop_capabilities()),
    Lock("not inspectable", lambda _: identity.forbid_inspection()),
)

# Each child closes these before it gets a script.
CHILD = (
    Lock("own session", lambda _: os.setsid()),
    Lock("rlimits", _bounds.limit_resources),
    Lock("CPU timer", _bounds.start_cpu_timer),
    Lock("seccomp", lambda _: seccomp.close()),
)

# For the portable cage: its process has a session of its own already.
PORTABLE = CHILD[1:3]


def close(locks: Iterable[Lock], bounds: Bounds) -> list[str]:
    """Close these locks, each once. Returns the names of those that hold."""
    held: list[str] = []
    for lock in locks:
        if lock.name in held:
            continue
        try:
            lock.close(bounds)
        except (OSError, LookupError, AttributeError, ImportError):
            continue
        held.append(lock.name)
    return held
