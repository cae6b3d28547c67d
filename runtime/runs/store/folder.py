"""Lists the files of a folder that are named like recordings, the newest first, without reading them."""

from __future__ import annotations

import heapq
import os
import re
import time
from pathlib import Path, PurePath
from typing import NamedTuple

ENDING = ".jsonl"
STAMP = "%Y-%m-%d_%H-%M-%S"
# The beginning of a name: the local time at which its run began.
_STAMPED = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?=_)", re.ASCII)
# Only so many of the newest files are listed.
MOST = 200_000


class File(NamedTuple):
    """One file: its time (local, in the form `STAMP`), its last write (nanoseconds), its size in bytes."""

    recorded: str
    modified: int
    name: str
    size: int


def files(folder: Path) -> list[File]:
    """The recordings in a folder, the newest first; none if the folder doesn't exist. Raises OSError.

    They are sorted by the times in their names; within a second, and without a time, by their last write.
    """
    try:
        with os.scandir(folder) as entries:
            found = (_file(entry) for entry in entries if entry.name.endswith(ENDING))
            return heapq.nlargest(MOST, (file for file in found if file))
    except FileNotFoundError:
        return []


def short_id(name: str) -> str:
    """The short id of a recording: the last part of its file's name, such as `3f2a1b`, or all of it."""
    return PurePath(name).name.removesuffix(ENDING).rpartition("_")[2]


def _file(entry: os.DirEntry[str]) -> File | None:
    try:
        if not entry.is_file():  # a folder, a pipe, a broken link
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
        return ""  # a time out of range
