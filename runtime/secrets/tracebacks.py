"""Tracebacks without secrets: Python puts values into the texts of exceptions."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from runtime.model.errors import Fault, MwsError


@contextmanager
def mask_tracebacks(mask: Callable[[str], str]) -> Iterator[None]:
    """While this context is open, an unexpected exception becomes a Fault, with a masked traceback.

    MwsError and OSError pass unchanged: neither has a secret.
    """
    try:
        yield
    except (MwsError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - that is what it is for
        raise Fault(mask("".join(traceback.format_exception(error)))) from None


def format_bare_traceback(error: BaseException) -> str:
    """A traceback without the exceptions' texts, for code in which the secrets are not known yet."""
    lines = [] if error.__cause__ is None else [format_bare_traceback(error.__cause__)]
    lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    return "".join([*lines, f"{type(error).__name__}: (not shown: it may hold a secret)\n"])
