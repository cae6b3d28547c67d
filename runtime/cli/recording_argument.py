"""What commands have in common that take a recording: what it is called, and which request of it is meant."""

# No postponed annotations: see run.py.

from typing import Annotated

import typer

from runtime.cli.complete_values import recordings
from runtime.model.errors import BadInput
from runtime.recording import Recording
from runtime.session.transcript import Exchange

HOW = "its file, how its short id begins, last, or last~1 (mws runs)."
LAST = "last"

RecordingName = Annotated[
    str, typer.Argument(metavar="[RECORDING]", help=f"A recording: {HOW}", autocompletion=recordings)
]


def request_of(recording: Recording, number: int) -> Exchange:
    """The request that --request means. Raises BadInput, and says which there are."""
    exchanges = recording.transcript.exchanges
    if number not in exchanges:
        raise BadInput(
            "--request", f"{recording.name} has no request {number}", _request_numbers(list(exchanges))
        )
    return exchanges[number]


def _request_numbers(numbers: list[int]) -> str:
    if not numbers:
        return "It has none."
    if len(numbers) == 1:
        return f"It has only request {numbers[0]}."
    return f"Its requests are {numbers[0]} to {numbers[-1]}."
