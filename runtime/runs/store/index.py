"""The index of a folder's recordings, in a file beside it, so that each recording is read only once.

The index is a cache: if anything is wrong with it, it is made anew, and if it can't be written there is none.
Its row for a file is valid as long as the file has the same size and time of its last write.

    {"format": "mws-runs-index", "version": 1, "sha256": "..."}
    [["2026-11-24_10-11-12_script_3f2a1b.jsonl", 3291, ...], ...]
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.inputs.files import write_private
from runtime.model.errors import BadInput
from runtime.runs.recorder import FOLDER
from runtime.runs.store.folder import File, files
from runtime.runs.store.summary import RunSummary, skim

FORMAT, VERSION = "mws-runs-index", 1
NAME = "runs.index"
_MOST_BYTES = 8 << 10  # for each recording
# A file can change again within the resolution of its clock: a file that is so new is read again next time.
_FRESH = 2 * 10**9
_ONLY_STR = (str, int, int, int, str, str, str, int, int)
_SHAPES = {(*_ONLY_STR, kind, str, str) for kind in (float, type(None))}


def summarize(
    folder: Path = FOLDER,
    tell: Callable[[int], None] = lambda _: None,
    clock: Callable[[], int] = time.time_ns,
) -> list[tuple[File, RunSummary]]:
    """Each recording of a folder with its summary, the newest first. Raises OSError if it can't be listed.

    `tell` is called with the number of files that have to be read now, if there are any.
    """
    index, found = Index.of(folder), files(folder)
    known = index.read(len(found))
    new = [file for file in found if not _holds(known.get(file.name), file)]
    if new:
        tell(len(new))
    known.update(_read(folder, new))
    listed = [(file, known[file.name]) for file in found if file.name in known]
    index.keep([one for _, one in listed], clock())
    return listed


def _holds(known: RunSummary | None, file: File) -> bool:
    return known is not None and known.size == file.size and known.modified == file.modified


def _read(folder: Path, new: Iterable[File]) -> dict[str, RunSummary]:
    read = {}
    for file in new:
        with contextlib.suppress(FileNotFoundError):  # it was deleted meanwhile
            read[file.name] = skim(folder / file.name)
    return read


@dataclass
class Index:
    """The index of a folder. Only a folder `.mws/runs` has one."""

    path: Path | None
    _stands: dict[str, RunSummary] | None = None

    @classmethod
    def of(cls, folder: Path) -> Index:
        """The index of a folder: `.mws/runs.index` for any `.mws/runs`."""
        ours = folder.parts[-2:] == FOLDER.parts
        return cls(folder.parent / NAME if ours else None)

    def read(self, count: int) -> dict[str, RunSummary]:
        """The rows for at most so many recordings; none if anything is wrong with the file."""
        self._stands = None
        with contextlib.suppress(OSError, ValueError, RecursionError, TypeError):
            if self.path is not None and stat.S_ISREG(self.path.lstat().st_mode):
                self._stands = _parse(self.path, _MOST_BYTES * (count + 100))
        return dict(self._stands or {})

    def keep(self, rows: Iterable[RunSummary], now: int) -> None:
        """Write these rows, completely or not at all, if they have changed. `now` is in nanoseconds."""
        lasting = {row.name: row for row in rows if abs(now - row.modified) > _FRESH}
        if self.path is None or lasting == (self._stands or {}):
            return
        with contextlib.suppress(BadInput, OSError):
            if _can_be(self.path):
                write_private(self.path, _text(lasting.values()))


def _can_be(path: Path) -> bool:
    """Whether a file can be written there: a pipe or a device is not replaced."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return path.parent.is_dir()


def _text(rows: Iterable[RunSummary]) -> str:
    body = json.dumps(list(rows), separators=(",", ":"))
    head = {"format": FORMAT, "version": VERSION, "sha256": _seal(body)}
    return f"{json.dumps(head)}\n{body}"


def _parse(path: Path, most: int) -> dict[str, RunSummary] | None:
    """The rows in the file; None if it was not written by `keep`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    head, _, body = data.decode("ascii").rstrip("\n").partition("\n")
    if len(data) > most or json.loads(head) != {
        "format": FORMAT,
        "version": VERSION,
        "sha256": _seal(body),
    }:
        return None
    rows = json.loads(body, parse_constant=_refuse)
    return {row[0]: RunSummary(*row) for row in rows} if all(map(_fits, rows)) else None


def _fits(row: Any) -> bool:
    return tuple(map(type, row)) in _SHAPES


def _seal(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _refuse(constant: str) -> float:
    raise ValueError(constant)
