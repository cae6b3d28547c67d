"""Where a command puts the text that it was asked for: on standard output, or into a file."""

# No postponed annotations: see run.py.

import sys
from pathlib import Path
from typing import Annotated

import typer

from runtime.inputs.files import write_private
from runtime.model.errors import BadInput

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="Write to this file (mode 0600) instead of standard output."
    ),
]


def put(text: str, out: Path | None) -> None:
    """Put it there, a line end behind it: as UTF-8, whatever a pipe on Windows takes characters for.

    A file is written whole or not at all, and for its owner alone. Raises BadInput.
    """
    if out is not None:
        write_private(out, text)
        return
    to_standard_output(f"{text}\n".encode("utf-8", "replace"))


def to_standard_output(data: bytes) -> None:
    """As they are, no byte changed on the way. Raises BadInput if it is closed."""
    if sys.stdout is None:
        raise BadInput("standard output", "is closed")
    stream = typer.get_binary_stream("stdout")
    stream.write(data)
    stream.flush()
