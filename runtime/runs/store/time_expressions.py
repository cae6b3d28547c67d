"""Reads times as people write them: `2h`, `yesterday`, `2026-11-24T10:00`."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta

from runtime.model.errors import BadInput
from runtime.runs.store.folder import STAMP

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AGO = re.compile(r"([0-9]{1,6})\s*([smhdw])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_FORMS = "30m, 2h, 7d, 2w, today, yesterday, 2026-11-24, 2026-11-24T10:00"
_EARLIEST = 2 * 86_400  # seconds after the epoch: valid on every system


def moment(option: str, text: str, now: float) -> str:
    """The local time in the form of recordings' names. Raises BadInput with the option.

    `now` is in seconds since the epoch; `2h` is a time before it, a day is its beginning.
    """
    written = text.strip()
    if ago := _AGO.fullmatch(written.lower()):
        return _stamp(max(now - int(ago[1]) * _SECONDS[ago[2]], _EARLIEST))
    today = date(*time.localtime(now)[:3])
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    if written.lower() in days:
        return f"{days[written.lower()].isoformat()}_00-00-00"
    try:
        return _file_time(datetime.fromisoformat(written if _DATE.fullmatch(written) else ""))
    except (ValueError, OverflowError, OSError) as error:
        problem = f"{text[:80]!r} is not a time"
        raise BadInput(option, problem, f"Write it like one of these: {_FORMS}") from error


def _stamp(seconds: float) -> str:
    return time.strftime(STAMP, time.localtime(seconds))


def _file_time(at: datetime) -> str:
    local = at if at.tzinfo is None else at.astimezone().replace(tzinfo=None)
    return local.isoformat("_", "seconds").replace(":", "-")
