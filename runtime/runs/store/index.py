"""The list of a folder's recordings, kept beside it so that each is skimmed once.

The index is a cache: whatever is wrong with it, it is made anew, and where it can't be kept there is none.
What it says of a file holds as long as the file has that size and that time of its last write.

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
# A file may change once more within its clock's last tick: what is so new is skimmed again next time.
_FRESH = 2 * 10**9
_ONLY_STR = (str, int, int, int, str, str, str, int, int)
_SHAPES = {(*_ONLY_STR, kind, str, str) for kind in (float, type(None))}


def summarize(
    folder: Path = FOLDER,
    tell: Callable[[int], None] = lambda _: None,
    clock: Callable[[], int] = time.time_ns,
) -> list[tuple[File, RunSummary]]:
    """Each file of a folder and what is in it, the newest first. Raises OSError if it can't be listed.

    `tell` is told how many have to be read now, if any.
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
        with contextlib.suppress(FileNotFoundError):  # it was deleted a moment ago
            read[file.name] = skim(folder / file.name)
    return read


@dataclass
class Index:
    """What is known of a folder. Only a folder that is ours has one: others are left as they are."""

    path: Path | None
    _stands: dict[str, RunSummary] | None = None

    @classmethod
    def of(cls, folder: Path) -> Index:
        """That of `.mws/runs` is `.mws/runs.index`, wherever that lies."""
        ours = folder.parts[-2:] == FOLDER.parts
        return cls(folder.parent / NAME if ours else None)

    def read(self, count: int) -> dict[str, RunSummary]:
        """What it says of at most so many recordings; nothing if anything is wrong with it."""
        self._stands = None
        with contextlib.suppress(OSError, ValueError, RecursionError, TypeError):
            if self.path is not None and stat.S_ISREG(self.path.lstat().st_mode):
                self._stands = _parse(self.path, _MOST_BYTES * (count + 100))
        return dict(self._stands or {})

    def keep(self, rows: Iterable[RunSummary], now: int) -> None:
        """Write it anew, whole or not at all, if it doesn't say this already. `now` is in nanoseconds."""
        lasting = {row.name: row for row in rows if abs(now - row.modified) > _FRESH}
        if self.path is None or lasting == (self._stands or {}):
            return
        with contextlib.suppress(BadInput, OSError):
            if _can_be(self.path):
                write_private(self.path, _text(lasting.values()))


def _can_be(path: Path) -> bool:
    """Whether a file may be put there: a pipe or a device that somebody has made of it stays."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return path.parent.is_dir()


def _text(rows: Iterable[RunSummary]) -> str:
    body = json.dumps(list(rows), separators=(",", ":"))
    head = {"format": FORMAT, "version": VERSION, "sha256": _seal(body)}
    return f"{json.dumps(head)}\n{body}"


def _parse(path: Path, most: int) -> dict[str, RunSummary] | None:
    """None if it is not what was written once."""
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
