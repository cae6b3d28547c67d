"""Deletes old recordings: which, and each with a last look at it. Nothing else in the folder is touched."""

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

# A recording without an end that was written to so lately may be a run that goes on (nanoseconds).
_AT_WORK = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Surplus:
    """What is too much: all but the newest `keep` of what is wanted, and of that what is older than `before`.

    `before` is a local time, as recordings have it in their names; None in either says nothing.
    """

    wanted: RunFilter
    keep: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        """Raises BadInput if it would be everything."""
        if self.keep is None and self.before is None:
            raise BadInput(
                "mws prune",
                "doesn't know what may go",
                f"Say how many to keep ({Option.KEEP.spell(100)}), how old they may be "
                f"({Option.OLDER.spell('30d')}), or both.",
            )

    def among(
        self, folder: Path, listed: Iterable[tuple[File, RunSummary]], now: int
    ) -> list[tuple[File, RunSummary]]:
        """Those of a list (the newest first) that may go. `now` is in nanoseconds since the epoch.

        Neither links, nor files that are no recordings, nor what may still be written to.
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
    """Delete these, one after the other; tells of each what went wrong, '' if nothing did."""
    for file in surplus:
        yield file, _delete(folder / file.name, file)


def _delete(path: Path, file: File) -> str:
    """A file that isn't what it was when it was listed stays. One that is gone is as good as deleted."""
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
