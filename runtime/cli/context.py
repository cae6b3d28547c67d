"""`mws context`: the context of a recorded run, as a file that runs again."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtime.cli.output import Out, to_standard_output
from runtime.cli.recording_argument import LAST, RecordingName
from runtime.cli.replay_options import SecretsFrom, secrets_for
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from runtime.recording import Recording


def context(
    recording: RecordingName = LAST,
    *,
    secrets_from: SecretsFrom = None,
    after: Annotated[
        bool, typer.Option("--after", help="The context after the run instead of the one before it.")
    ] = False,
    out: Out = None,
) -> None:
    """Print the context of a recorded run, with its secrets masked.

    You can change what is printed and run a script with it. With --secrets-from it contains the real
    secrets: then it is written to a file or a pipe, and never shown on a terminal.

    ```
    mws context last > ctx.json
    mws run mine.js --context ctx.json
    mws context last --after
    mws context last --secrets-from original.json -o ctx.json
    ```
    """
    from runtime.inputs.files import check_writable, write_private
    from runtime.runs.store import open_recording
    from runtime.runs.store.names import find

    if secrets_from is not None and out is None and _is_terminal():
        problem = "would show secrets on the screen"
        raise BadInput("--secrets-from", problem, "Write to a file with -o FILE, or into a pipe.")
    if out is not None:
        check_writable(out)
    found = open_recording(find(recording))
    if secrets_from is not None:
        found = secrets_for(found, secrets_from).reveal(found)
    text = _write(_context(found, after=after))
    if out is not None:
        write_private(out, text)
        return
    _show(text)


def _context(recording: Recording, *, after: bool) -> Any:
    from runtime.formats.json_text import parse_json

    if not after:
        return parse_json(f"{recording.name}: context", recording.plan.context)
    finishes = recording.transcript.finishes
    if not finishes:
        problem = f"has no result: the run ended as {recording.ending.outcome}, and never called done"
        raise BadInput(recording.name, problem, "Leave out --after for the context that it was given.")
    return parse_json(f"{recording.name}: result", finishes[0].context)


def _write(value: Any) -> str:
    """JSON for people; half a surrogate pair, which no file of UTF-8 can hold, stands as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=2)
    return text


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _show(text: str) -> None:
    from runtime.render.text import safe

    if _is_terminal():
        typer.echo(safe(text))
    else:  # as bytes: a pipe on Windows has another encoding, and the file must be UTF-8
        to_standard_output(f"{text}\n".encode())
