"""A project laid out, for people: `mws init`."""

from __future__ import annotations

from runtime.authoring.project.scaffold import Laid
from runtime.render.screen import Screen
from runtime.render.text import one_line


def show(laid: Laid, screen: Screen) -> None:
    """What was written, what was there, and what to do next."""
    for title, names in (("laid out in ", laid.written), ("left alone in ", laid.left)):
        if names:
            screen.print((title, "bold"), one_line(laid.folder))
            for name in names:
                screen.print(f"  {one_line(name)}")
    if laid.note:
        screen.print()
        screen.print(("note", "bold"))
        screen.print(f"  {one_line(laid.note)}", hang=2)
    screen.print()
    screen.print(("next", "bold"))
    for command in laid.next:
        screen.print(f"  {one_line(command)}")
