"""Node's legacy URL functions, qs 1.2.0 and basic credentials, against tables recorded from the originals."""

from __future__ import annotations

import base64
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


@pytest.mark.parametrize(
    ("username", "password"),
    [("jürgen", "pä:ss"), ("日本", "語"), ("a😀", "€"), ("Ødegård@example.com", "ß" * 200)],
)
def test_credentials_beyond_ascii_go_out_as_utf8(username: str, password: str) -> None:
    """As Node's Buffer reads a text."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    row = {"username": username, "password": password, "out": f"Basic {pair}"}
    assert differing("base64Basic", [row]) == []
    assert differing("base64Basic", [row | {"out": "Basic "}]) != []
