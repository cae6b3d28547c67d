"""`mws doctor`: what this machine has to lock scripts away with."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer


def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output (mws schema doctor).")
    ] = False,
) -> int:
    """Test on this machine the locks that isolate scripts.

    Each lock is closed in a process of its own, which then tries something that must fail; each cage is
    tested as a whole, too. What is missing is named together with what that means; the other locks hold
    without it. The exit code is 0 if nothing is missing, else 1.

    ```
    mws doctor
    mws doctor --json
    ```
    """
    from runtime.cage.doctor import diagnose
    from runtime.render.doctor import show
    from runtime.render.screen import Screen

    diagnosis = diagnose()
    if as_json:
        facts = {**dataclasses.asdict(diagnosis), "sound": diagnosis.sound}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        show(diagnosis, Screen())
    return 0 if diagnosis.sound else 1
