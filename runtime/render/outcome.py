"""The colour of an outcome, wherever it is shown."""

from __future__ import annotations

from runtime.model.outcome import Outcome


def outcome_style(outcome: str, *, findings: bool) -> str:
    """rich's style: green is only what is done and leaves nothing to look at."""
    if outcome == Outcome.DRY:
        return "bold yellow"
    if outcome != Outcome.DONE:
        return "bold red"
    return "bold yellow" if findings else "bold green"
