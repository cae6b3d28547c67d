"""The product's child process, in which a case outlives what it throws, as it did when it was recorded.

There Node's `uncaughtException` handler told the case of each exception; here this prelude file does,
instead of the one that ends the run.
"""

from __future__ import annotations

from runtime.cage import child
from runtime.guest import prelude

_UNCAUGHT = """
exports.over = () => false;
exports.thrown = (error) => globalThis.uncaught(error);
"""


def source() -> str:
    """The prelude, with exceptions told to the case."""
    return prelude.source({"uncaught": _UNCAUGHT})


def main() -> None:
    """As the product's child."""
    child.main(source())
