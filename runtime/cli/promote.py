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
        Path, typer.Argument(metavar="FOLDER", help="The folder to create for the test: tests/NAME.")
    ],
) -> None:
    """Make a test from a recorded run.

    It gets a folder with a case.toml, the context and the answers. The test expects what the run did: how
    it ended, its requests with bodies and headers, and the context afterwards. If the script file is still
    the one that ran, the test uses it, and fails when its behaviour changes; otherwise the script is
    copied. Secrets are masked, as they were recorded.

    The test is run at once and must pass. Values that differ in each run, such as a time of day, are left
    out and listed. Existing files are never overwritten.

    ```
    mws run workflows/provision.js --context contexts/new.json
    mws promote last tests/provision-new
    mws test
    ```
    """
    from runtime.authoring.cases import CaseRunner
    from runtime.authoring.cases.promote import promote as made
    from runtime.render.promote import PromotionSheet
    from runtime.render.screen import Screen
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    file = find(recording)
    stage = CaseRunner()
    try:
        promotion = made(open_recording(file), file, folder, stage)
    finally:
        stage.close()
    PromotionSheet(Screen(folds=True)).show(promotion)
