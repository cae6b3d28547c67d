"""Results that a script makes in a second, and that the host would need much longer to compare."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Mws

MANY = 300_000


def test_a_result_of_very_many_values_is_not_compared_place_by_place(
    mws: Mws, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says so; `--out` has it whole."""
    compared: list[object] = []

    def compare(*both: object) -> list[object]:
        compared.append(both)
        return []

    monkeypatch.setattr("runtime.runs.report.differences", compare)
    script(f"for (let i = 0; i < {MANY}; i++) context['k' + i] = 1;\ndone(context);")
    said = mws("run", "a.js", "--context", "@assigned-new", "--no-record", "--json", "--out", "after.json")
    assert said.code == 0
    assert compared == []
    assert said.json["context"]["after"] is None
    assert said.json["context"]["changes"] == [
        {"path": "context", "how": "changed", "before": None, "after": "(too much to show)"}
    ]
    assert len(json.loads(Path("after.json").read_text("utf-8"))) > MANY


def test_a_result_of_much_text_is_compared(mws: Mws, script: Callable[..., str]) -> None:
    """Commas and brackets in its texts are no values."""
    script("context.table = '[{,\"\\\\'.repeat(200000);\ndone(context);")
    said = mws("run", "a.js", "--context", "@assigned-new", "--no-record", "--json")
    assert [change["path"] for change in said.json["context"]["changes"]] == ["context.table"]
