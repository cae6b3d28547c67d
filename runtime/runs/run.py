"""One run: a plan, a child and worlds, driven to the end."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.cage.child import Child
from runtime.runs.driver import Driver
from runtime.runs.interrupts import Interrupts
from runtime.runs.masked_log import Ledger
from runtime.runs.plan import Confirm, Plan, Ran
from runtime.world import World


async def run(
    plan: Plan,
    child: Child,
    worlds: Mapping[str, World],
    ledger: Ledger,
    confirm: Confirm,
    *,
    interrupts: Interrupts | None = None,
) -> Ran:
    """Run to the end. No child, no connection and no open file is left, whatever happens.

    `child` is open, and `interrupts` tell when the run is to end. Raises BadInput if the engine can't
    compile the script; nothing of it has run then.
    """
    return await finish(Driver(plan, child, worlds, ledger, confirm), interrupts)


async def finish(driver: Driver, interrupts: Interrupts | None = None) -> Ran:
    """As `run`, for a driver of any kind."""
    try:
        with (interrupts or Interrupts()).told_to(driver.interrupt):
            return await driver.drive()
    finally:
        await driver.child.aclose()
        if driver.ledger.recorder is not None:
            driver.ledger.recorder.close()
