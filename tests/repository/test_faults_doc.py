"""docs/faults.md: its tables are the faults and verdicts that there are, its allowances can be read."""

from __future__ import annotations

import re
import tomllib

from runtime.authoring.faults.allow import allowances
from runtime.authoring.faults.faults import FAULTS
from runtime.authoring.faults.model import Verdict
from tests.paths import ROOT

TEXT = (ROOT / "docs" / "faults.md").read_text("utf-8")


def first_column(heading: str) -> list[str]:
    """What stands first in each row of the section's table."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_fault_is_documented() -> None:
    """In the order in which they are tried, with its status."""
    assert first_column("What is tried") == list(FAULTS)
    for name, fault in FAULTS.items():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"status {fault.table.get('status')}" in row.replace("*", "") or "fail" in fault.table


def test_every_verdict_is_documented() -> None:
    """They are what an allowance names, too."""
    assert sorted(first_column("What counts")) == sorted(Verdict)


def test_the_allowances_can_be_read() -> None:
    """Those of the table, and those of the example."""
    assert len(allowances("docs", first_column("What a case allows"))) == 5
    example = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    assert len(allowances("docs", tomllib.loads(example[1])["faults"]["allow"])) == 2
