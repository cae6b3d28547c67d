"""The locks that hold a child, each by itself, in the order in which they are closed.

A host may lack one: what held is told, in a report and by `mws doctor`, and the others hold without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from runtime.cage.child_protocol import Bounds
from runtime.cage.locks import bounds as _bounds
from runtime.cage.locks import identity, landlock, pages, seccomp


class Lock(NamedTuple):
    """`name` is what reports say; `close` raises OSError, LookupError, AttributeError or ImportError if the
    host hasn't it.
    """

    name: str
    close: Callable[[Bounds], object]


# Root may take itself away from the network, everybody else in a user namespace of his own only.
_NO_NETWORK = Lock("no network", lambda _: identity.enter_namespaces())

# Closed once, by the zygote: whatever it forks starts behind them. Capabilities go last, as the others
# may need them; a lock that needs a file comes before Landlock.
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

# Closed by each child, before anything of a script reaches it.
CHILD = (
    Lock("own session", lambda _: os.setsid()),
    Lock("rlimits", _bounds.limit_resources),
    Lock("CPU timer", _bounds.start_cpu_timer),
    Lock("seccomp", lambda _: seccomp.close()),
)

# Those of a process that a platform without the others starts: it has a session of its own already.
PORTABLE = CHILD[1:3]


def close(locks: Iterable[Lock], bounds: Bounds) -> list[str]:
    """Close these locks, each once; the names of those that held."""
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
