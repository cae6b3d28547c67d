"""What a reader has to know of a recording before he believes it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.recording import Recording


def about(recording: Recording) -> Iterator[str]:
    """In the order of their weight; none for a whole one that is as it was written."""
    head, end = recording.head, recording.end
    if recording.cut:
        yield f"The recording {recording.cut}: what came after, and how the run ended, isn't known."
    if recording.edited:
        yield f"Edited after it had been written: {recording.edits_in_words}."
    if head.parent:
        shared = f"line 1 to {head.parent.at}"
        yield f"Goes on from the recording {head.parent.name}, with which it shares {shared}."
    if end and end.unrecorded:
        yield f"Of the last turn, {end.unrecorded} commands and events came too late to be recorded."
