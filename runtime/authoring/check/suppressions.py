"""`// mws-ignore MWS001: reason`: which findings an author doesn't want told, and which marks are idle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding
from runtime.formats.javascript import Syntax

_MARK = re.compile(r"\s*mws-ignore\b(?P<codes>[^:]*)(?::(?P<reason>.*))?", re.DOTALL)
_CODE = re.compile(r"[^\s,]+")


@dataclass(slots=True, eq=False)
class Mark:
    """One such comment: the line that it speaks of, the codes in it, and those that it was good for."""

    node: Node
    line: int
    codes: tuple[str, ...]
    reason: str
    codes_used: set[str] = field(default_factory=set)

    def covers(self, finding: CheckFinding) -> bool:
        """Whether it speaks of this one; then it was good for something."""
        if finding.at.line != self.line or finding.code not in self.codes:
            return False
        self.codes_used.add(finding.code)
        return True


def marks(syntax: Syntax) -> list[Mark]:
    """All marks of a script."""
    found = [(node, match) for node in syntax.of("comment") if (match := _match(syntax, node)) is not None]
    below = _code_below(syntax) if found else []
    return [_mark(syntax, node, match, below) for node, match in found]


def drop_ignored(findings: Iterable[CheckFinding], every: list[Mark]) -> list[CheckFinding]:
    """The findings that no mark covers."""
    remaining = []
    by_line: dict[int, list[Mark]] = {}
    for mark in every:
        by_line.setdefault(mark.line, []).append(mark)
    for one in findings:
        near = by_line.get(one.at.line, ())
        covering = [mark for mark in near if mark.covers(one)]  # each is asked: both of two were good for it
        if not covering:
            remaining.append(one)
    return remaining


def _match(syntax: Syntax, node: Node) -> re.Match[str] | None:
    text = syntax.text(node)
    return _MARK.match(text[2:-2] if text.startswith("/*") else text[2:])


def _mark(syntax: Syntax, node: Node, match: re.Match[str], below: list[int]) -> Mark:
    codes = tuple(_CODE.findall(match["codes"]))
    return Mark(node, _line(syntax, node, below), codes, (match["reason"] or "").strip())


def _line(syntax: Syntax, node: Node, below: list[int]) -> int:
    """The line that a mark speaks of: its own, or if nothing else is on it, the next one with code."""
    begins = syntax.at(node)
    own = syntax.line(begins.line)
    if own.strip().startswith(("//", "/*")) and own.strip() == syntax.text(node).strip():
        return below[syntax.end(node).line] or begins.line
    return begins.line


def _code_below(syntax: Syntax) -> list[int]:
    """Of each line, the next one below it with code; 0 if there is none. Looked for once for all marks."""
    found = [0] * (syntax.count + 1)
    for number in range(syntax.count, 1, -1):
        text = syntax.line(number).strip()
        found[number - 1] = number if text and not text.startswith("//") else found[number]
    return found
