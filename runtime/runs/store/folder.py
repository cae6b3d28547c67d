"""Which files of a folder are called like recordings, the newest first. Nothing is read of them."""

from __future__ import annotations

import heapq
import os
import re
import time
from pathlib import Path, PurePath
from typing import NamedTuple

ENDING = ".jsonl"
STAMP = "%Y-%m-%d_%H-%M-%S"
# What a name begins with: the local time at which its run began.
_STAMPED = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?=_)", re.ASCII)
# More than anybody has: of so many the newest are looked at.
MOST = 200_000


class File(NamedTuple):
    """One file: when it was made (local time, as `STAMP` has it), its last write (nanoseconds), its bytes."""

    recorded: str
    modified: int
    name: str
    size: int


def files(folder: Path) -> list[File]:
    """The recordings in a folder, the newest first; none if there is no such folder. Raises OSError.

    In the order of the times in their names; within a second, and without such a name, of their last write.
    """
    try:
        with os.scandir(folder) as entries:
            found = (_file(entry) for entry in entries if entry.name.endswith(ENDING))
            return heapq.nlargest(MOST, (file for file in found if file))
    except FileNotFoundError:
        return []


def short_id(name: str) -> str:
    """What a recording is called for short: the last part of its file's name, `3f2a1b`, or all of it."""
    return PurePath(name).name.removesuffix(ENDING).rpartition("_")[2]


def _file(entry: os.DirEntry[str]) -> File | None:
    try:
        if not entry.is_file():  # a folder, a pipe, a link that leads nowhere
            return None
        status = entry.stat()
    except OSError:
        return None
    stamp = _STAMPED.match(entry.name)
    recorded = stamp[0] if stamp else _local(status.st_mtime)
    return File(recorded, status.st_mtime_ns, entry.name, status.st_size)


def _local(seconds: float) -> str:
    try:
        return time.strftime(STAMP, time.localtime(seconds))
    except (OSError, ValueError, OverflowError):
        return ""  # a time that no calendar has
