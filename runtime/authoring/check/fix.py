"""Repaired scripts: looked at again before they take their files' places."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runtime.authoring.check.batch import CheckOrder, CheckResult, check
from runtime.authoring.check.edits import apply_edits
from runtime.authoring.check.finding import CheckFinding
from runtime.model.errors import BadInput

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Repair:
    """A file's new bytes; which findings they are for, and what is found in them."""

    number: int  # of its result
    path: Path
    before: CheckResult
    data: bytes
    findings: tuple[CheckFinding, ...]
    after: CheckResult


def repairs(results: Sequence[CheckResult], order: CheckOrder) -> Iterator[Repair]:
    """A repair of each script that is better for it: as many findings fewer as it repairs."""
    repairs_by_file = [
        (number, one, apply_edits(one.source.data, one.findings)) for number, one in enumerate(results)
    ]
    repairs_by_file = [(number, one, repair) for number, one, repair in repairs_by_file if repair.findings]
    again = check([replace(one.source, data=repair.data) for _, one, repair in repairs_by_file], order)
    for (number, before, repair), after in zip(repairs_by_file, again, strict=True):
        better = len(after.findings) <= len(before.findings) - len(repair.findings)
        if better and before.source.path is not None:
            yield Repair(number, before.source.path, before, repair.data, repair.findings, after)


def write(path: Path, before: bytes, data: bytes) -> None:
    """Put a repaired script in its file's place, whole or not at all, with its rights.

    Raises BadInput, also for a file that isn't any more what it was `before`, or that nobody may write.
    """
    temporary = ""
    try:
        real = path.resolve()  # what a link leads to is repaired, and the link stays
        if real.read_bytes() != before:
            raise BadInput(str(path), "was changed while it was looked at", "Check it again.")
        if not real.stat().st_mode & _WRITABLE:  # its folder may allow what the file doesn't
            raise BadInput(str(path), "is write-protected", "It is as it was.")
        handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(real, temporary)
        Path(temporary).replace(real)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise BadInput(str(path), f"can't be written: {error.strerror}", "It is as it was.") from error
