"""The times of a request and its answer in the form of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds since the run began: of the request, the answer's head (None without one), and the end."""

    sent: float
    head: float | None
    end: float

    @property
    def wait(self) -> float:
        """Milliseconds from the request to the head of its answer, or to the end."""
        return _span(self.sent, self.end if self.head is None else self.head)

    @property
    def receive(self) -> float:
        """Milliseconds from the head of the answer to the end."""
        return 0.0 if self.head is None else _span(self.head, self.end)

    @property
    def whole(self) -> float:
        """The sum of the known timings, in milliseconds."""
        return round(self.wait + self.receive, 3)

    def timings(self) -> dict[str, Any]:
        """The timings; unknown ones are -1. `send` must be a time; it is 0, because `wait` contains it."""
        unknown = dict.fromkeys(("blocked", "dns", "connect", "ssl"), -1)
        return {**unknown, "send": 0, "wait": self.wait, "receive": self.receive}


def iso(started: int, after: float) -> str:
    """A time as ISO 8601 in UTC: `after` milliseconds into a run that began `started` ms after the epoch."""
    try:
        moment = _EPOCH + timedelta(milliseconds=started + after)
    except OverflowError:
        moment = _LATEST
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _span(begin: float, end: float) -> float:
    return round(max(0.0, end - begin), 3)
