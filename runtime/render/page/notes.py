"""What a reader has to know before he trusts the page: sentences about the recording, and about the page."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.recording import Recording
from runtime.render.recording_notes import about


def notes(recording: Recording, left_out: Mapping[str, int]) -> list[str]:
    """In the order of their weight; none for a whole recording that fits."""
    return [*about(recording), *(_omission(what, many) for what, many in left_out.items())]


def _omission(what: str, many: int) -> str:
    return f"Left out, since this page would be too large: {what} ({many:,}). The recording has them."
