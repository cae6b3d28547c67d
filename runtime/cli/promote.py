"""`mws promote`: a recorded run becomes a test."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.complete_values import recordings
from runtime.cli.recording_argument import HOW


def promote(
    recording: Annotated[
        str,
        typer.Argument(metavar="RECORDING", help=f"A recording: {HOW}", autocompletion=recordings),
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The test's folder, which isn't there yet: tests/NAME.")
    ],
) -> None:
    """Make a test of a recorded run: a folder with a case.toml, the context, and the answers.

    What the run did is what must hold from then on: how it ends, its requests with their bodies and headers,
    what becomes of the context. The script stays where it is, if it is still the one that ran, so that the
    test fails when its behaviour changes; otherwise it is copied. Secrets are masked, as they were recorded.

    The test is run at once, and has to pass: what is another each time, such as a time of day, is left out
    and named. Nothing is overwritten.

    ```
    mws run workflows/provision.js --context contexts/new.json
    mws promote last tests/provision-new
    mws test
    ```
    """
    from runtime.authoring.cases import Stage
    from runtime.authoring.cases.promote import promote as made
    from runtime.render.promote import PromotedSheet
    from runtime.render.screen import Screen
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    file = find(recording)
    stage = Stage()
    try:
        done = made(open_recording(file), file, folder, stage)
    finally:
        stage.close()
    PromotedSheet(Screen(folds=True)).show(done)
