"""`mws demo`: the published scripts at work."""

from typing import Annotated

import typer


def demo(
    *,
    no_record: Annotated[bool, typer.Option("--no-record", help="Do not record the runs.")] = False,
) -> int:
    """Run the two published GoToMeeting scripts on a fake service.

    There are four runs: a new user is provisioned, then a user whom the service already knows; then the new
    user is de-provisioned; the last run has provisioning switched off. After each run you see what it
    changed in the service.
    """
    from runtime.render.run import Narrator, Summary
    from runtime.render.screen import Screen
    from runtime.render.text import one_line
    from runtime.runs.demo import STEPS, DemoSteps

    screen = Screen()
    with DemoSteps(recorded=not no_record) as stage:
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
