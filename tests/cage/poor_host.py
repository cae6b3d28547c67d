"""The probe in a host that gives little: no user namespaces, no Landlock, and whoever asks isn't root."""

from __future__ import annotations

from typing import NoReturn

from runtime.cage.inside.serve_script import Serve
from runtime.cage.locks import identity, landlock, libc
from tests.cage import probe


def prepare() -> Serve:
    """The locks are closed after this, in the same process."""
    libc.unshare = refuse  # type: ignore[assignment]
    identity.become_nobody = landlock.version = refuse
    return probe.prepare()


def refuse(*_: object) -> NoReturn:
    raise PermissionError
