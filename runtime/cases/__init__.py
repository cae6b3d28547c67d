"""Tests of scripts: a folder with a case.toml, run in the cage, held against what it expects."""

from runtime.cases.reading import NAME, read_cases
from runtime.cases.running import Stage
from runtime.cases.words import Case, CaseRun, Failure

__all__ = ["NAME", "Case", "CaseRun", "Failure", "Stage", "read_cases"]
