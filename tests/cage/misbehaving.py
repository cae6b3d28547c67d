"""A child that doesn't keep to the protocol: what its order's script says, it does."""

from __future__ import annotations

import contextlib
import json
import os
import time

from runtime.cage.child_protocol import Bounds
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve


def prepare() -> Serve:
    return _serve


def _leave_somebody_behind() -> None:
    """A process that holds the pipe; without one where none may be made."""
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            os.setsid()
            os.close(0)
            time.sleep(25)
            os._exit(0)


def _serve(pipe: Pipe, bounds: Bounds) -> None:
    del bounds
    wanted, _, rest = json.loads(next(iter(pipe)))["script"].partition(" ")
    match wanted:
        case "say":
            pipe.say(rest.encode())
        case "whisper":
            pipe.say(rest.encode())
            os._exit(0)
        case "flood":
            while True:
                pipe.say(b"x" * (1 << 16))
        case "exit":
            os._exit(int(rest))
        case "leave":
            _leave_somebody_behind()
            pipe.say(b"{}\n")
            os._exit(3)
        case "hang-up":
            os.close(0)
            os.close(1)
            while True:
                time.sleep(0.01)
    for line in pipe:
        pipe.say(line)
