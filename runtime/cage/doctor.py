"""What this machine has to lock scripts away with, tried: for `mws doctor`."""

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
    """A cage by name: the layers that held a child of it, and how long its first took to get ready.

    `problem` says why there was none.
    """

    name: str
    layers: tuple[str, ...]
    seconds: float
    problem: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All of it; `chosen` is the cage that `--cage auto` takes here."""

    mws: str
    python: str
    engine: str
    system: str
    chosen: str
    locks: list[LockCheck]
    cages: list[CageTrial]

    @property
    def sound(self) -> bool:
        """Whether every lock of the strongest cage is here and holds, and the cage can be had."""
        return all(lock.holds for lock in self.locks) and all(not cage.problem for cage in self.cages)


def diagnose() -> Diagnosis:
    """Try every lock by itself, and each cage as a whole. Nothing is left running."""
    cages = [Cage.ZYGOTE, Cage.SPAWN] if has_zygote() else [Cage.SPAWN]
    # The locks first: each is tried in a fork of this process, which must have no thread for that.
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
    """What this platform has nothing of, whatever is installed; '' on Linux."""
    if has_zygote():
        return ""
    own = {"win32": "held by a job object (CPU, memory, end)", "darwin": "held by rlimits and a CPU timer"}
    return (
        f"{platform.system()} has no cage of the stronger kind. A script runs in its own process without "
        f"environment and files, {own.get(sys.platform, 'held by a deadline alone')}; what breaks out of the "
        "engine there can do what you can. Run scripts of strangers on Linux."
    )
