"""`mws pseudonymise`: a recording that can leave the company, with other people in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.recording_argument import LAST, RecordingName

if TYPE_CHECKING:
    from runtime.runs.replay.pseudonymise import PseudonymiseResult


def pseudonymise(
    recording: RecordingName = LAST,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Write to this file instead of NAME.pseudonymised.jsonl in this folder. "
            "Existing files are never overwritten.",
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="PATH",
            help="The value at this place, in the context or an answer, also belongs to a person.",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="PATH",
            help="The value at this place belongs to nobody; it stays as it is everywhere.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="What was replaced, as JSON (mws schema pseudonymise).")
    ] = False,
) -> None:
    """Replace the people in a recording with invented ones.

    The recording still replays as before. Names, mail addresses, user names, phone numbers, postal
    addresses, dates of birth and ids are found by the names of their keys, and mail addresses anywhere.
    Each person gets one invented person everywhere, also in encoded values, and all lengths stay the same.
    The script runs once more with the invented people, so that values computed from names are right. If the
    script then asks for something else, nothing is written, and you are told the place.

    Nothing records who became whom. Look at the result before you send it: a text can name people that no
    key reveals.

    ```
    mws pseudonymise last
    mws pseudonymise last -o for-support.jsonl
    mws pseudonymise run.jsonl --also Order.Remark --keep 'Application.Name'
    ```
    """
    import asyncio

    from runtime.cage.pool import ChildPool
    from runtime.runs.interrupts import Interrupts
    from runtime.runs.replay.pseudonymise import PseudonymiseRequest, pseudonymise
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    file = find(recording)
    path = out or Path(f"{file.stem}.pseudonymised.jsonl")
    request = PseudonymiseRequest(open_recording(file), path, tuple(also or ()), tuple(keep or ()))
    interrupts = Interrupts()

    async def work() -> PseudonymiseResult:
        async with ChildPool() as pool:
            return await pseudonymise(request, pool, interrupts)

    with interrupts.listen():
        result = asyncio.run(work())
    _show(result, as_json=as_json)


def _show(result: PseudonymiseResult, *, as_json: bool) -> None:
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(result))
        return
    from runtime.render.pseudonymise import lines
    from runtime.render.screen import Screen

    screen = Screen()
    for line in lines(result):
        screen.print(*line)
