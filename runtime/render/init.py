"""A project laid out, for people: `mws init`."""

from __future__ import annotations

from runtime.authoring.project.scaffold import Scaffold
from runtime.render.screen import Screen
from runtime.render.text import one_line


def show(scaffold: Scaffold, screen: Screen) -> None:
    """What was written, what was there, and what to do next."""
    for title, names in (("laid out in ", scaffold.written), ("left alone in ", scaffold.left)):
        if names:
            screen.print((title, "bold"), one_line(scaffold.folder))
            for name in names:
                screen.print(f"  {one_line(name)}")
    if scaffold.note:
        screen.print()
        screen.print(("note", "bold"))
        screen.print(f"  {one_line(scaffold.note)}", hang=2)
    screen.print()
    screen.print(("next", "bold"))
    for command in scaffold.next:
        screen.print(f"  {one_line(command)}")
