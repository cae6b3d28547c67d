"""`// mws-ignore MWS001: reason`: which findings an author doesn't want told, and which marks are idle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from runtime.check.words import Finding
from runtime.syntax import Syntax

_MARK = re.compile(r"\s*mws-ignore\b(?P<codes>[^:]*)(?::(?P<reason>.*))?", re.DOTALL)
_CODE = re.compile(r"[^\s,]+")


@dataclass(slots=True, eq=False)
class Mark:
    """One such comment: the line that it speaks of, the codes in it, and those that it was good for."""

    node: Node
    line: int
    codes: tuple[str, ...]
    reason: str
    used: set[str] = field(default_factory=set)

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this one; then it was good for something."""
        if finding.at.line != self.line or finding.code not in self.codes:
            return False
        self.used.add(finding.code)
        return True


def marks(syntax: Syntax) -> list[Mark]:
    """All marks of a script."""
    return [mark for node in syntax.of("comment") if (mark := _mark(syntax, node)) is not None]


def without_ignored(findings: Iterable[Finding], every: list[Mark]) -> list[Finding]:
    """The findings that no mark covers."""
    left = []
    for one in findings:
        covering = [mark for mark in every if mark.covers(one)]  # each is asked: both of two were good for it
        if not covering:
            left.append(one)
    return left


def _mark(syntax: Syntax, node: Node) -> Mark | None:
    text = syntax.text(node)
    inner = text[2:-2] if text.startswith("/*") else text[2:]
    match = _MARK.match(inner)
    if match is None:
        return None
    codes = tuple(_CODE.findall(match["codes"]))
    return Mark(node, _line(syntax, node), codes, (match["reason"] or "").strip())


def _line(syntax: Syntax, node: Node) -> int:
    """The line that a mark speaks of: its own, or if nothing else is on it, the next one with code."""
    begins = syntax.at(node)
    own = syntax.line(begins.line)
    if own.strip().startswith(("//", "/*")) and own.strip() == syntax.text(node).strip():
        return next(_lines_below(syntax, syntax.end(node).line), begins.line)
    return begins.line


def _lines_below(syntax: Syntax, line: int) -> Iterator[int]:
    for number in range(line + 1, syntax.count + 1):
        text = syntax.line(number).strip()
        if text and not text.startswith("//"):
            yield number
