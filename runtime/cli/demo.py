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
    from runtime.demo import STEPS, Stage
    from runtime.render.terminal import Narrator, Summary, console_for
    from runtime.render.text import one_line

    console = console_for()
    with Stage(recorded=not no_record) as stage:
        for number, step in enumerate(STEPS, start=1):
            console.print(f"{'' if number == 1 else chr(10)}{number}. {step.title}", style="bold")
            shown = stage.perform(step, lambda script: Narrator(console, script))
            Summary(console).show(shown.report)
            for line in shown.changes or ["nothing"]:
                console.print(f"service   {one_line(line)}")
    console.print("\nTry next:", style="bold")
    for command in stage.next_commands:
        console.print(f"  {command}")
    return 0 if stage.all_done else 1
