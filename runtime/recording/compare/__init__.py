"""Two recorded runs side by side: in what they differ, and in what they don't.

What differs between any two runs is left out: seeds, times, what stands in for secrets, and the headers of
answers, which carry dates and numbers of their own. What surrounded the runs (versions, cage, world, limits)
is named, and is no difference by itself.
"""

from runtime.recording.compare.compare import compare_runs
from runtime.recording.compare.comparison import RunComparison

__all__ = ["RunComparison", "compare_runs"]
