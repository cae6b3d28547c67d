"""Tries which locks and cages this machine has: for `mws doctor`."""

from __future__ import annotations

import asyncio
import platform
import sys
import time
from dataclasses import dataclass

from runtime import __version__
from runtime.cage.lock_check import LockCheck, check_locks
from runtime.cage.pool import Cage, ChildPool, has_zygote
from runtime.guest.version import engine_version
from runtime.model.errors import CageBroke
from runtime.model.limits import Limits


@dataclass(frozen=True, slots=True)
class CageTrial:
    """A cage by name: the layers that held a child, and how many seconds its first child took to get ready.

    `problem` says why there was no child; '' if there was.
    """

    name: str
    layers: tuple[str, ...]
    seconds: float
    problem: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What this machine has; `chosen` is the cage that `--cage auto` uses here."""

    mws: str
    python: str
    engine: str
    system: str
    chosen: str
    locks: list[LockCheck]
    cages: list[CageTrial]

    @property
    def sound(self) -> bool:
        """Whether every lock of the strongest cage works here, and each cage can start a child."""
        return all(lock.holds for lock in self.locks) and all(not cage.problem for cage in self.cages)


def diagnose() -> Diagnosis:
    """Try every lock alone, and each cage as a whole. No process is left."""
    cages = [Cage.ZYGOTE, Cage.SPAWN] if has_zygote() else [Cage.SPAWN]
    # The locks first: each is tried in a fork of this process, which must not have threads then.
    locks = check_locks()
    return Diagnosis(
        mws=__version__,
        python=platform.python_version(),
        engine=engine_version(),
        system=f"{platform.system()} {platform.release()}, {platform.machine()}",
        chosen=str(cages[0]),
        locks=locks,
        cages=[asyncio.run(_try_cages(cage)) for cage in cages],
    )


async def _try_cages(cage: Cage) -> CageTrial:
    began = time.perf_counter()
    try:
        async with ChildPool(cage) as pool:
            child = await pool.child(Limits())
            seconds = time.perf_counter() - began
            await child.aclose()
    except (CageBroke, OSError) as error:
        return CageTrial(str(cage), (), 0.0, str(error))
    return CageTrial(str(cage), child.layers, seconds, "")


def describe_missing_cage() -> str:
    """What the cage of this platform can't do, as text for people; '' on Linux."""
    if has_zygote():
        return ""
    own = {"win32": "held by a job object (CPU, memory, end)", "darwin": "held by rlimits and a CPU timer"}
    return (
        f"{platform.system()} doesn't have the stronger cage. A script runs in its own process without "
        f"environment and files, {own.get(sys.platform, 'held only by a deadline')}; a script that breaks "
        "out of the engine there has your own rights. Run scripts of strangers on Linux."
    )
