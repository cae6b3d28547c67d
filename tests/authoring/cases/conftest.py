"""A folder for cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.cases.suite import Suite


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Cases in a folder of their own, in which we are."""
    monkeypatch.chdir(tmp_path)
    return Suite(tmp_path)
