"""What checking finds: mistakes with their place, how bad they are, and repairs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runtime.model.script import Place


class Severity(StrEnum):
    """An error is a mistake wherever it stands; a warning may be meant so."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Edit:
    """A repair that needs no judgement: `text` instead of what stands between two offsets, in bytes."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class CheckFinding:
    """A mistake: `at` is where it begins, `end` the place behind it; both count as editors do."""

    at: Place
    code: str
    severity: Severity
    message: str
    end: Place
    fix: tuple[Edit, ...] = ()
