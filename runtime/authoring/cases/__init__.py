"""Tests of scripts: a folder with a case.toml, run in the cage, held against what it expects."""

from runtime.authoring.cases.model import Case, CaseRun, Failure
from runtime.authoring.cases.read import NAME, read_cases
from runtime.authoring.cases.runner import Stage

__all__ = ["NAME", "Case", "CaseRun", "Failure", "Stage", "read_cases"]
