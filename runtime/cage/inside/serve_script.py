"""A child's program that runs a script: one engine, one script, one pipe.

It has nothing else, and runs until its pipe ends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from runtime.cage.child_protocol import EXIT_CPU, EXIT_MEMORY, MEMORY_GRACE, PART, Bounds
from runtime.cage.inside.pipe import Pipe
from runtime.cage.locks.bounds import set_turn_timer
from runtime.guest.engine import CPU, Engine, EngineTurn
from runtime.guest.prelude import source

Serve = Callable[[Pipe, Bounds], None]

_START_CPU = 60.0  # seconds of CPU for the engine's own start


def prepare(prelude: str | None = None) -> Serve:
    """Make a fresh engine. `prelude` is a source in place of the usual one."""
    engine = Engine(cpu=_START_CPU, memory=MEMORY_GRACE, prelude_source=prelude or source())
    return lambda pipe, bounds: _serve(engine, pipe, bounds)


def _serve(engine: Engine, pipe: Pipe, bounds: Bounds) -> None:
    """Take the order, run its script, and answer each event with a turn. Ends the process after a stop."""
    try:
        for number, line in enumerate(pipe):
            first, *more = line.split(PART)
            answer = _ChildAnswer(engine, pipe)
            if number:
                answer.add(_with_wall_timer(bounds, partial(engine.deliver, first.decode())))
            else:
                order: dict[str, Any] = json.loads(first)
                engine.limit(cpu=bounds.cpu, memory=bounds.memory)
                answer.add(_with_wall_timer(bounds, partial(engine.run, order["begun"], order["script"])))
            for event in more:
                answer.add(_with_wall_timer(bounds, partial(engine.deliver, event.decode())))
            answer.send()
    except MemoryError:
        os._exit(EXIT_MEMORY)


def _with_wall_timer(bounds: Bounds, work: Callable[[], EngineTurn]) -> EngineTurn:
    """Do one turn under a wall clock timer, which ends a turn that hangs without using CPU."""
    set_turn_timer(bounds.wall)
    turn = work()
    set_turn_timer(0)
    return turn


class _ChildAnswer:
    """The answer to one line: a turn for each of its events."""

    def __init__(self, engine: Engine, pipe: Pipe) -> None:
        self._engine, self._pipe = engine, pipe
        self._turns: list[bytes] = []

    def add(self, turn: EngineTurn) -> None:
        """Add a turn; after one that was stopped, send the answer and end the process."""
        engine = self._engine
        counters = f'"cpu":{engine.cpu_used:.6f},"memory":{engine.memory_used},"stopped":"{turn.stopped}"'
        self._turns.append(f'{{"commands":[{turn.commands}],{counters}}}'.encode("utf-8", "replace"))
        if turn.stopped:
            self.send()
            # The pool uses the exit status. No code of the script, and no atexit hook, runs after a stop.
            os._exit(EXIT_CPU if turn.stopped == CPU else EXIT_MEMORY)

    def send(self) -> None:
        """Send all turns in one line."""
        self._pipe.say(PART.join(self._turns) + b"\n")
