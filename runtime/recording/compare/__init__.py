"""Compares two recorded runs.

Values that differ between any two runs are left out: seeds, times, stand-ins for secrets, and the headers of
answers, which have dates and numbers. The surroundings of the runs (versions, cage, world, limits) are
listed, but don't count as a difference.
"""

from runtime.recording.compare.compare import compare_runs
from runtime.recording.compare.comparison import RunComparison

__all__ = ["RunComparison", "compare_runs"]
