"""Where a command puts the text that it was asked for: on standard output, or into a file."""

from __future__ import annotations

from pathlib import Path

import typer

from runtime.reading import write_private


def put(text: str, output: Path | None) -> None:
    """Put it there, a line end behind it: as UTF-8, whatever a pipe on Windows takes characters for.

    A file is written whole or not at all, and for its owner alone. Raises BadInput.
    """
    if output is not None:
        write_private(output, text)
        return
    stream = typer.get_binary_stream("stdout")
    stream.write(f"{text}\n".encode("utf-8", "replace"))
    stream.flush()
