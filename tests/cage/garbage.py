"""A child's program that leaves callbacks of ctypes behind, which only the garbage collector can free."""

from __future__ import annotations

import ctypes
import gc

from runtime.cage.child_protocol import Bounds
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve


class _Cycle:
    """Holds itself, and a callback."""

    def __init__(self) -> None:
        self.itself = self
        self.callback = ctypes.CFUNCTYPE(None)(lambda: None)


def prepare() -> Serve:
    """Some of it; the collector hasn't come by yet."""
    gc.disable()
    for _ in range(100):
        _Cycle()
    return _serve


def _serve(pipe: Pipe, bounds: Bounds) -> None:
    del bounds
    gc.collect()
    for line in pipe:
        pipe.say(line)
