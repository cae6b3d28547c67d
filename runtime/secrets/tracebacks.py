"""Faults of ours told without a secret: Python puts into an exception's text whatever was at hand."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from runtime.model.errors import Fault, MwsError


@contextmanager
def mask_tracebacks(mask: Callable[[str], str]) -> Iterator[None]:
    """Meanwhile an exception that nobody foresaw becomes a Fault, its traceback gone through `mask`.

    What the product raises on purpose, and what the system says of files, passes: neither holds a secret.
    """
    try:
        yield
    except (MwsError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - that is what it is for
        raise Fault(mask("".join(traceback.format_exception(error)))) from None


def format_bare_traceback(error: BaseException) -> str:
    """A traceback without the exceptions' texts, where nobody knows yet what is secret in them."""
    lines = [] if error.__cause__ is None else [format_bare_traceback(error.__cause__)]
    lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    return "".join([*lines, f"{type(error).__name__}: (not shown: it may hold a secret)\n"])
