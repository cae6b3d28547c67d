"""How many examples a property is tried with: few in `make test`, ten times as many in `make test-long`."""

from __future__ import annotations

from hypothesis import settings


def load_profile() -> None:
    """Load the profile of `make test`; the option --hypothesis-profile names another afterwards."""
    # The same examples on every machine and in every run; how long one takes says nothing on a busy machine.
    settings.register_profile("suite", derandomize=True, deadline=None, database=None, max_examples=30)
    settings.register_profile("long", settings.get_profile("suite"), max_examples=300)
    settings.load_profile("suite")


def examples(count: int) -> int:
    """As many of `count` examples as the loaded profile has of a hundred; at least one."""
    return max(1, count * settings().max_examples // 100)
