"""What holds for the tests in this folder."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _one_zygote() -> None:
    """Here each pool has a zygote of its own."""
