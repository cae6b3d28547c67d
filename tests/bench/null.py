"""The program of a child that does nothing: behind the same locks it ends at once. It is the floor."""

from __future__ import annotations

from functools import partial

from runtime.cage.child_protocol import Bounds
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve
from runtime.cage.inside.serve_script import prepare as prepare_engine


def prepare() -> Serve:
    """With an engine in its zygote, too: what is forked has the same size."""
    return partial(_serve, prepare_engine())


def _serve(_engine: Serve, _pipe: Pipe, _bounds: Bounds) -> None:
    return
