"""The rules and their pages, for people: drawn on a terminal, as they are in a pipe."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.authoring.check.finding import Severity
from runtime.authoring.check.rule import Rule
from runtime.render.screen import Screen


def show_page(screen: Screen, text: str) -> None:
    """One page."""
    screen.markdown(text)


def show_rules(screen: Screen, rules: Iterable[Rule]) -> None:
    """A line for each."""
    for rule in rules:
        style = "red" if rule.severity is Severity.ERROR else "yellow"
        screen.print(
            (rule.code, "bold"),
            "  ",
            (f"{rule.severity:<7}", style),
            f"  {rule.name:<24}",
            rule.summary.replace("`", ""),
            hang=43,
        )
