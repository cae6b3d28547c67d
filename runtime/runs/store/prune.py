"""Selects and deletes old recordings, each after a last check. Other files in the folder are not touched."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from runtime.model.errors import BadInput
from runtime.model.option import Option
from runtime.runs.store.folder import File
from runtime.runs.store.select import RunFilter
from runtime.runs.store.summary import RunSummary

# A recording without an end that was written so recently may belong to a running script (nanoseconds).
_AT_WORK = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Surplus:
    """Which recordings to delete: of those that fit `wanted`, all except the newest `keep`, if older than
    `before`.

    `before` is a local time in the form of recordings' names. None means no condition.
    """

    wanted: RunFilter
    keep: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        """Raise BadInput without a condition."""
        if self.keep is None and self.before is None:
            raise BadInput(
                "mws prune",
                "doesn't know what to delete",
                f"Say how many to keep ({Option.KEEP.spell(100)}), or from which age to delete "
                f"({Option.OLDER.spell('30d')}), or both.",
            )

    def among(
        self, folder: Path, listed: Iterable[tuple[File, RunSummary]], now: int
    ) -> list[tuple[File, RunSummary]]:
        """The recordings of a list (the newest first) to delete. `now` is in nanoseconds since the epoch.

        Links, files that are not recordings, and recordings that may still be written are left out.
        """
        fitting = [(file, one) for file, one in listed if not one.problem and self.wanted.fits(file, one)]
        return [
            (file, one)
            for file, one in fitting[self.keep or 0 :]
            if (self.before is None or file.recorded < self.before)
            and (one.outcome or now - one.modified > _AT_WORK)
            and not (folder / file.name).is_symlink()
        ]


def delete(folder: Path, surplus: Iterable[File]) -> Iterator[tuple[File, str]]:
    """Delete these files one after the other. Yields each with the problem, '' if there was none."""
    for file in surplus:
        yield file, _delete(folder / file.name, file)


def _delete(path: Path, file: File) -> str:
    """Delete a file, unless it has changed since it was listed. Returns the problem, '' if there was none."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or (status.st_size, status.st_mtime_ns) != (
            file.size,
            file.modified,
        ):
            return "has changed since it was listed, and was left"
        path.unlink()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"can't be deleted: {error.strerror or error}"
    return ""
