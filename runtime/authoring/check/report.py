"""What checking many files came to, as programs read it."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rules import RULES

_NAMES = {rule.code: rule.name for rule in RULES}


@dataclass(frozen=True, slots=True)
class CheckFindingFacts:
    """A finding in a file: lines and columns count from 1, columns as editors do (UTF-16 units)."""

    code: str
    name: str
    severity: Severity
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str

    @classmethod
    def of(cls, file: str, one: CheckFinding) -> CheckFindingFacts:
        """A finding, told."""
        return cls(one.code, _NAMES[one.code], one.severity, file, *one.at, *one.end, one.message)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings, and how many files were checked."""

    findings: list[CheckFindingFacts]
    files: int

    def count(self, severity: Severity) -> int:
        """How many findings are so bad."""
        return sum(one.severity is severity for one in self.findings)
