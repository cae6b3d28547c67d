"""What `mws doctor` found, for people."""

from __future__ import annotations

from runtime.cage.doctor import Diagnosis, describe_missing_cage
from runtime.cage.lock_check import LockCheck
from runtime.render.screen import Screen

_WIDTH = 22


def show(diagnosis: Diagnosis, screen: Screen) -> None:
    """One line for each thing; what is wrong says what that means."""
    screen.print(("mws       ", "bold"), f"{diagnosis.mws}, {diagnosis.engine}, Python {diagnosis.python}")
    screen.print(("system    ", "bold"), diagnosis.system)
    screen.print(("cage      ", "bold"), f"{diagnosis.chosen} (what --cage auto takes here)")
    screen.print()
    if diagnosis.locks:
        screen.print(("locks", "bold"), ": each closed alone, and tried to break")
        for lock in diagnosis.locks:
            _show_lock(lock, screen)
        screen.print()
    screen.print(("cages", "bold"), ": each as a whole")
    for cage in diagnosis.cages:
        if cage.problem:
            screen.print("  ", ("missing", "red"), f"  {cage.name}: {cage.problem}")
        else:
            ready = f"ready after {cage.seconds * 1000:.0f} ms"
            screen.print("  ", ("works  ", "green"), f"  {cage.name}, {ready}: {', '.join(cage.layers)}")
    screen.print()
    for line in _verdict(diagnosis):
        screen.print(line)


def _show_lock(lock: LockCheck, screen: Screen) -> None:
    if lock.holds:
        screen.print("  ", ("holds  ", "green"), f"  {lock.name:{_WIDTH}}  tried to {lock.tried}: refused")
        return
    screen.print("  ", ("MISSING", "red"), f"  {lock.name:{_WIDTH}}  {lock.problem}")
    screen.print(f"           {lock.means}")


def _verdict(diagnosis: Diagnosis) -> list[str]:
    if advice := describe_missing_cage():
        return [advice]
    missing = [lock.name for lock in diagnosis.locks if not lock.holds]
    if diagnosis.sound:
        return ["Everything that mws locks scripts away with is here, and holds."]
    if not missing:
        return ["Every lock holds, but a cage can't be had: see above."]
    advice = "The others hold without; what that leaves stands above, and in docs/SECURITY.md."
    return [f"{', '.join(missing)}: not here. {advice}"]
