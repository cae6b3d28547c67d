"""The process of the portable cage: started for one child, with the locks that every platform has."""

from __future__ import annotations

import os
from importlib import import_module

from runtime.cage import locks
from runtime.cage.child_protocol import Bounds, ready_line
from runtime.cage.inside.drop_privileges import drop_privileges
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve

_OWN = ["own process", "no environment"]


def main(program: str, cpu: str, memory: str, wall: str) -> None:
    """Get ready for `program` (the name of a module), lock up, and serve one run on descriptors 0 and 1."""
    serve: Serve = import_module(program).prepare()
    bounds = Bounds(float(cpu), int(memory), float(wall))
    drop_privileges(2)
    held = locks.close(locks.PORTABLE, bounds)
    pipe = Pipe(0, 1)
    pipe.say(ready_line([*_OWN, *held]))
    serve(pipe, bounds)
    os._exit(0)  # its standard streams are closed: Python's own exit would report an error
