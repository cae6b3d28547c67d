"""`mws pseudonymise`: a recording that can leave the company, with other people in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.recording_argument import LAST, RecordingName

if TYPE_CHECKING:
    from runtime.runs.replay.pseudonymise import Pseudonymised


def pseudonymise(
    recording: RecordingName = LAST,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Write it here, and not to NAME.pseudonymised.jsonl in this folder. Nothing is overwritten.",
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="PATH",
            help="What stands there, in the context or an answer, is a person's, too.",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="PATH", help="What stands there is nobody's, and stays everywhere."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="What was replaced, as JSON (mws schema pseudonymise).")
    ] = False,
) -> None:
    """Put invented people in the place of all people in a recording: it still replays as it was.

    Names, mail addresses, user names, phone numbers, postal addresses, dates of birth and ids are found by
    the keys that they stand under, and mail addresses anywhere. One person is the same one everywhere, also
    where it is encoded; all lengths stay. The script runs once more with the others: what it computes from
    a name comes from the new one. If it then asks for something else, nothing is written, and the place is
    told.

    Who is who stands nowhere. Look the result through before you send it: a text can hold people whom no key
    gives away.

    ```
    mws pseudonymise last
    mws pseudonymise last -o for-support.jsonl
    mws pseudonymise run.jsonl --also Order.Remark --keep 'Application.Name'
    ```
    """
    import asyncio

    from runtime.cage.pool import Keeper
    from runtime.runs.interrupts import Interrupts
    from runtime.runs.replay.pseudonymise import Wanted, pseudonymised
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    file = find(recording)
    path = out or Path(f"{file.stem}.pseudonymised.jsonl")
    wanted = Wanted(open_recording(file), path, tuple(also or ()), tuple(keep or ()))
    interrupts = Interrupts()

    async def work() -> Pseudonymised:
        async with Keeper() as keeper:
            return await pseudonymised(wanted, keeper, interrupts)

    with interrupts.heard():
        made = asyncio.run(work())
    _show(made, as_json=as_json)


def _show(made: Pseudonymised, *, as_json: bool) -> None:
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(made))
        return
    from runtime.render.pseudonymise import lines
    from runtime.render.screen import Screen

    screen = Screen()
    for line in lines(made):
        screen.print(*line)
