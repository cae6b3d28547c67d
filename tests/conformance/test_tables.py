"""Node's legacy URL functions, qs 1.2.0 and basic credentials, against tables recorded from the originals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.tables import TABLES, find_differences

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "tables.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("table", "rows"), [("urlParse", 1300), ("urlResolve", 130), ("qsStringify", 20), ("base64Basic", 10)]
)
def test_a_table_agrees_in_every_row(table: str, rows: int) -> None:
    assert len(RECORDED[table]) > rows
    assert find_differences(table, RECORDED[table]) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_was_recorded_otherwise_is_found(table: str) -> None:
    same, other = RECORDED[table][0], RECORDED[table][1] | {"out": "something else"}
    (difference,) = find_differences(table, [same, other])
    assert difference.recorded == other
    assert difference.result == RECORDED[table][1]["out"]


def test_every_recorded_table_is_compared() -> None:
    assert set(TABLES) == {name for name, rows in RECORDED.items() if isinstance(rows, list)}
