"""When a request was sent and answered, in an archive's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds since the run began: the request, its answer's head (None without one), the end."""

    sent: float
    head: float | None
    end: float

    @property
    def wait(self) -> float:
        """From the request to the head of its answer, or to the end."""
        return _span(self.sent, self.end if self.head is None else self.head)

    @property
    def receive(self) -> float:
        """From the head of the answer to the end."""
        return 0.0 if self.head is None else _span(self.head, self.end)

    @property
    def whole(self) -> float:
        """All of it: the sum of the timings that are known."""
        return round(self.wait + self.receive, 3)

    def timings(self) -> dict[str, Any]:
        """What a recording doesn't know is -1; `send` must be a time, and is within `wait`."""
        unknown = dict.fromkeys(("blocked", "dns", "connect", "ssl"), -1)
        return {**unknown, "send": 0, "wait": self.wait, "receive": self.receive}


def iso(started: int, after: float) -> str:
    """The moment `after` milliseconds of a run that `started` so many since the epoch; ISO 8601, UTC."""
    try:
        moment = _EPOCH + timedelta(milliseconds=started + after)
    except OverflowError:
        moment = _LATEST
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _span(begin: float, end: float) -> float:
    return round(max(0.0, end - begin), 3)
