"""Runs as tests want them: one after the other, with one keeper for all that a thread runs."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.authoring.faults.model import Trial, Tried
from runtime.authoring.faults.trials import Wanted as Trying
from runtime.authoring.faults.trials import tried as trying
from runtime.cage.child import Child
from runtime.cage.pool import SCRIPT, Cage, Keeper
from runtime.model.limits import Limits
from runtime.recording import Recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Face, Launched, Order, launch, never
from runtime.runs.masked_log import Ledger
from runtime.runs.plan import Confirm, Plan, Ran
from runtime.runs.replay.changed import Changed
from runtime.runs.replay.changed import changed as change
from runtime.runs.replay.fork import Fork, fork
from runtime.runs.replay.pseudonymise import Pseudonymised, Wanted, pseudonymised
from runtime.runs.replay.result import Replayed
from runtime.runs.replay.verbatim import Again, again
from runtime.runs.run import run
from runtime.world import World


@dataclass
class _Stage(threading.local):
    """A thread's event loop and its keepers, by program and cage."""

    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    keepers: dict[tuple[str, Cage], Keeper] = field(default_factory=dict)

    def keeper(self, program: str, cage: Cage) -> Keeper:
        """The keeper for these; it ends with this process."""
        if (program, cage) not in self.keepers:
            self.keepers[program, cage] = Keeper(cage, program=program)
            atexit.register(self.keepers[program, cage].close)
        return self.keepers[program, cage]


_stage = _Stage()


def ran(
    plan: Plan,
    worlds: Mapping[str, World],
    ledger: Ledger,
    confirm: Confirm = never,
    *,
    program: str = SCRIPT,
    cage: Cage = Cage.AUTO,
) -> Ran:
    """Run a plan to its end."""

    async def work() -> Ran:
        child = await _stage.keeper(program, cage).child(plan.limits)
        return await run(plan, child, worlds, ledger, confirm)

    return _stage.runner.run(work())


def launched(
    order: Order,
    face: Face | None = None,
    *,
    cage: Cage = Cage.AUTO,
    watch: Callable[[Child], None] | None = None,
) -> Launched:
    """Launch an order, as a command does; `watch` is shown the child before it is given anything."""
    keeper = _stage.keeper(SCRIPT, cage)
    return _stage.runner.run(launch(order, Watched(keeper, watch) if watch else keeper, face, never))


def replayed(
    recording: Recording,
    *,
    program: str = SCRIPT,
    cage: Cage = Cage.AUTO,
    interrupts: Interrupts | None = None,
    **wanted: Any,
) -> Replayed:
    """Replay a recording as it was; `wanted` as in Again."""
    keeper = _stage.keeper(program, cage)
    return _stage.runner.run(again(Again(recording, **wanted), keeper, None, interrupts))


def changed(wanted: Changed, *, cage: Cage = Cage.AUTO) -> Replayed:
    """Replay a recording with something changed."""
    return _stage.runner.run(change(wanted, _stage.keeper(SCRIPT, cage), None, never))


def forked(wanted: Fork, *, cage: Cage = Cage.AUTO, interrupts: Interrupts | None = None) -> Replayed:
    """Fork a recorded run."""
    return _stage.runner.run(fork(wanted, _stage.keeper(SCRIPT, cage), None, never, interrupts))


def tried(
    wanted: Trying, interrupts: Interrupts | None = None, tell: Callable[[Trial], None] = lambda _trial: None
) -> Tried:
    """Have each request of a recorded run fail in turn."""
    return _stage.runner.run(trying(wanted, _stage.keeper(SCRIPT, Cage.AUTO), interrupts, tell))


def pseudonymised_as(wanted: Wanted, interrupts: Interrupts | None = None) -> Pseudonymised:
    """Put other people into a recording."""
    return _stage.runner.run(pseudonymised(wanted, _stage.keeper(SCRIPT, Cage.AUTO), interrupts))


class Watched(Keeper):
    """Another keeper, each of whose children is shown to somebody."""

    def __init__(self, keeper: Keeper, watch: Callable[[Child], None]) -> None:
        """It has no children of its own."""
        self._keeper, self._watch = keeper, watch

    async def child(self, limits: Limits) -> Child:
        """One of the other's."""
        child = await self._keeper.child(limits)
        self._watch(child)
        return child
