"""A command that never repeats an extra argument: it may be half of a secret that has a blank in it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from runtime.model.errors import BadInput


class Command(TyperCommand):
    """A command of typer's that names the problem with extra arguments, but not the arguments."""

    allow_extra_args = True  # for typer: they are refused below

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line. Raises BadInput for extra arguments."""
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            way_out = f"{ctx.command_path} --help lists what there is."
            raise BadInput("mws", "there is an extra argument that the command does not take", way_out)
        return extra
