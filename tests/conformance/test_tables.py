"""Node's legacy URL functions, qs 1.2.0 and basic credentials, against tables recorded from the originals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.tables import SCRIPTS, differing

TABLES: dict[str, Any] = json.loads((Path(__file__).parent / "tables.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("table", "rows"), [("urlParse", 1300), ("urlResolve", 130), ("qsStringify", 20), ("base64Basic", 4)]
)
def test_a_table_agrees_in_every_row(table: str, rows: int) -> None:
    """Parsed and resolved addresses, query strings, credentials."""
    assert len(TABLES[table]) > rows
    assert differing(table, TABLES[table]) == []


def test_every_recorded_table_is_compared() -> None:
    """None is left out."""
    assert set(SCRIPTS) == {name for name, rows in TABLES.items() if isinstance(rows, list)}
