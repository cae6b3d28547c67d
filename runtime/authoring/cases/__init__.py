"""Tests of scripts: a folder with a case.toml, run in the cage, held against what it expects."""

from runtime.authoring.cases.model import Case, CaseFailure, CaseRun
from runtime.authoring.cases.read import NAME, read_cases
from runtime.authoring.cases.runner import CaseRunner

__all__ = ["NAME", "Case", "CaseFailure", "CaseRun", "CaseRunner", "read_cases"]
