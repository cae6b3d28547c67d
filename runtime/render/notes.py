"""What a reader has to know of a recording before he believes it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.recording import Recording

_SHOWN = 5  # line numbers


def about(recording: Recording) -> Iterator[str]:
    """In the order of their weight; none for a whole one that is as it was written."""
    head, end = recording.head, recording.end
    if recording.cut:
        yield f"The recording {recording.cut}: what came after, and how the run ended, isn't known."
    if recording.edited:
        yield f"Changed since it was recorded: {_lines(recording.edited)} of the recording."
    if head.parent:
        yield f"Goes on from the recording {head.parent.name}, with which it shares {head.parent.at} events."
    if end and end.unrecorded:
        yield f"Of the last turn, {end.unrecorded} commands and events came too late to be recorded."


def _lines(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    more = len(numbers) - _SHOWN
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}{f' and {more} more' if more > 0 else ''}"
