"""What `mws check --fix` changes, and what it has changed."""

from __future__ import annotations

import difflib

from runtime.authoring.check.fix import Repair
from runtime.model.script import lines_of
from runtime.render.screen import Screen
from runtime.render.text import safe

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def show_repairs(screen: Screen, repair: Repair) -> None:
    """A line for each finding that is no more, with the place that it had."""
    for one in repair.findings:
        place = f"{safe(repair.before.source.name)}:{one.at.line}:{one.at.column}"
        screen.print((place, "cyan"), ": ", ("repaired", "green"), f" {one.code}")


def show_changes(screen: Screen, repair: Repair) -> None:
    """The lines that would change."""
    source = repair.before.source
    before, after = (lines_of(text.decode("utf-8-sig")) for text in (source.data, repair.data))
    for line in difflib.unified_diff(before, after, source.name, f"{source.name} (repaired)", lineterm=""):
        screen.print((safe(line), _STYLES.get(line[:1], "")))
