"""What holds for the whole suite."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every machine and in every run; how long one takes says nothing on a busy machine.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")
