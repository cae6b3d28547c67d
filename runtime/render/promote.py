"""A recorded run that has become a test, on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.cases.promote import PromotionResult
from runtime.render.blocks import Pieces
from runtime.render.screen import Screen
from runtime.render.text import one_line, seconds


@dataclass(frozen=True, slots=True)
class PromotionSheet:
    """Prints it on one screen."""

    screen: Screen

    def show(self, promotion: PromotionResult) -> None:
        """Its files, what was left out, and that it has passed."""
        label = Pieces(self.screen).label
        for number, name in enumerate(promotion.files):
            label("" if number else "made", one_line(str(promotion.folder / name)))
        label("script", one_line(promotion.script), "bold")
        for what in promotion.left_out:
            label("left out", f"{one_line(what)}: it is another each time", "yellow")
        label(
            "passed", f"{one_line(promotion.run.case.name)}  {seconds(promotion.run.seconds)}", "bold green"
        )
        label("next", f"mws test {one_line(str(promotion.folder))}")
