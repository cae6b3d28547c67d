"""A child that is none: an engine in this process, which no lock holds. Only to measure against."""

from __future__ import annotations

import asyncio
import json

from runtime.cage.child import Child
from runtime.cage.child_protocol import Bounds
from runtime.guest.engine import Engine
from runtime.model.limits import Limits


class InProcess(Child):
    """A fresh context and prelude for one run."""

    cage = "in process"

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits.message)
        self._bounds = Bounds.of(limits)
        self._engine = Engine(cpu=limits.cpu, memory=limits.memory)
        self._begun = False

    async def _open(self) -> None:
        self._receive(b'{"layers": []}\n')

    def _send(self, data: bytes) -> None:
        asyncio.get_running_loop().call_soon(self._answer, data)

    def _answer(self, data: bytes) -> None:
        if self._begun:
            turn = self._engine.deliver(data.decode())
        else:
            order = json.loads(data)
            turn, self._begun = self._engine.run(order["begun"], order["script"]), True
        counters = f'"cpu":{self._engine.cpu_used:.6f},"memory":{self._engine.memory_used}'
        self._receive(f'{{"commands":[{turn.commands}],{counters},"stopped":"{turn.stopped}"}}\n'.encode())

    def _kill(self) -> None:
        self._pipe_ended = True
        self._has_exited.set()
