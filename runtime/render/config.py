"""What holds in a folder, for people: `mws config`."""

from __future__ import annotations

import json

from runtime.authoring.project.configuration import DEFAULT, Configuration, Held
from runtime.render.screen import Screen
from runtime.render.text import one_line

_LONGEST = 60


def show(configuration: Configuration, screen: Screen) -> None:
    """The settings by table, and what `mws run` makes of them. What is set stands out."""
    if configuration.project is None:
        screen.print("No mws.toml here or above: the defaults hold. mws init makes a project.")
    else:
        screen.print(("project   ", "bold"), one_line(configuration.project))
        _rows(configuration.settings, screen)
        screen.print()
    screen.print(("mws run   ", "bold"), "without further options")
    _rows(configuration.run, screen)


def _rows(rows: list[Held], screen: Screen) -> None:
    names = max(len(row.name) for row in rows)
    values = max(len(_value(row)) for row in rows)
    for row in rows:
        style = "dim" if row.source == DEFAULT else ""
        note = f"  ({one_line(row.note)})" if row.note else ""
        line = f"  {row.name:<{names}}  {_value(row):<{values}}  {one_line(row.source)}{note}"
        screen.print((line, style))


def _value(row: Held) -> str:
    if row.value is None or row.value is False:
        return "no" if row.value is False else "-"
    if row.value is True:
        return "yes"
    if isinstance(row.value, dict):
        return one_line(json.dumps(row.value, ensure_ascii=False), _LONGEST)
    if isinstance(row.value, list):
        return one_line(", ".join(map(str, row.value)), _LONGEST)
    return one_line(str(row.value), _LONGEST)
