"""`mws demo`: the published scripts at work."""

from typing import Annotated

import typer


def demo(
    *,
    no_record: Annotated[bool, typer.Option("--no-record", help="Keep no recordings.")] = False,
) -> int:
    """Run both published GoToMeeting scripts, four times, on one fake service.

    A new user is provisioned, then one whom the service knows; the new one is de-provisioned; and once
    provisioning is switched off. After each run stands what it did to the service.
    """
    from runtime.render.run import Narrator, Summary
    from runtime.render.screen import Screen
    from runtime.render.text import one_line
    from runtime.runs.demo import STEPS, Stage

    screen = Screen()
    with Stage(recorded=not no_record) as stage:
        for number, step in enumerate(STEPS, start=1):
            if number > 1:
                screen.print()
            screen.print((f"{number}. {step.title}", "bold"))
            shown = stage.perform(step, lambda script: Narrator(screen, script))
            Summary(screen).show(shown.report)
            for line in shown.changes or ["nothing"]:
                screen.print(("service   ", "dim"), (one_line(line), "bold"))
    screen.print()
    screen.print(("Try next:", "bold"))
    for command in stage.next_commands:
        screen.print(f"  {command}")
    return 0 if stage.all_done else 1
