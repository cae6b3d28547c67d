"""Where the tests find what they share."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
RECORDINGS = ROOT / "tests" / "recording"
CONFORMANCE = ROOT / "tests" / "conformance"
HARS = ROOT / "tests" / "recording" / "har"
