"""Which of a recorded run's requests can be made to fail, and where in the recording each was answered."""

from __future__ import annotations

from runtime.authoring.faults.model import Target
from runtime.model.events import Failed, Responded
from runtime.recording import Recording
from runtime.runs.report import At


def find_targets(recording: Recording) -> list[Target]:
    """The requests of a run that were answered, or failed; not what was denied, which nobody was asked."""
    script, answered = recording.plan.script, first_answers(recording)
    return [
        Target(
            number,
            exchange.request.method,
            exchange.request.url,
            exchange.at and At(script.name, exchange.at.line, exchange.at.column),
        )
        for number, exchange in recording.transcript.exchanges.items()
        if number in answered and not exchange.denied
    ]


def first_answers(recording: Recording) -> dict[int, int]:
    """On which line the first answer to each request stands, by its number."""
    found: dict[int, int] = {}
    for entry in recording.entries:
        if isinstance(entry.what, Responded | Failed):
            found.setdefault(entry.what.request, entry.seq)
    return found
