"""The product's child process, in which a case outlives what it throws, as it did when it was recorded.

There Node's `uncaughtException` handler told the case of each exception; here this prelude file does,
instead of the one that ends the run.
"""

from __future__ import annotations

from runtime.cage.inside import serve_script
from runtime.cage.inside.serve_script import Serve
from runtime.guest import prelude

_UNCAUGHT = """
exports.over = () => false;
exports.thrown = (error) => globalThis.uncaught(error);
"""


def source() -> str:
    """The prelude, with exceptions told to the case."""
    return prelude.source({"node/uncaught": _UNCAUGHT})


def prepare() -> Serve:
    """As the product's child."""
    return serve_script.prepare(source())
