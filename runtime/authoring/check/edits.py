"""Repairs that need no judgement, put into a script's bytes: nothing else of it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runtime.authoring.check.finding import CheckFinding, Edit

_MARK = b"\xef\xbb\xbf"  # a byte order mark, which places don't count


@dataclass(frozen=True, slots=True)
class RepairResult:
    """A script's bytes after repair, and what was repaired."""

    data: bytes
    findings: tuple[CheckFinding, ...]


def apply_edits(data: bytes, findings: Iterable[CheckFinding]) -> RepairResult:
    """All repairs that don't get in each other's way, the first ones first; others wait for another time."""
    mark = len(_MARK) if data.startswith(_MARK) else 0
    edits: dict[Edit, None] = {}
    applied = []
    for finding in findings:
        if finding.fix and all(one in edits or _fits(one, edits) for one in finding.fix):
            edits.update(dict.fromkeys(finding.fix))
            applied.append(finding)
    text = bytearray(data)
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        text[mark + edit.start : mark + edit.end] = edit.text.encode()
    return RepairResult(bytes(text), tuple(applied))


def _fits(edit: Edit, others: Iterable[Edit]) -> bool:
    """Whether it touches nothing that another one does; two in one place would have no order."""
    return all(edit.end < other.start or other.end < edit.start for other in others)
