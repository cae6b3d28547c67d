"""Here messages speak of the Python API's own names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime.model.option import call_options


@pytest.fixture(autouse=True)
def _command_line() -> Iterator[None]:
    with call_options({}):
        yield


@pytest.fixture(autouse=True)
def _one_zygote() -> None:
    """Here each pool has a zygote of its own."""
