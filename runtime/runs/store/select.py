"""Selects recordings of a list by script, by outcome, by time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput
from runtime.model.outcome import Outcome
from runtime.runs.store.folder import File
from runtime.runs.store.summary import RunSummary

UNFINISHED = "unfinished"
_SHA256 = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class RunFilter:
    """The conditions for a recording; an empty one selects all.

    `script` is a name, a pattern such as `goto-*`, or the beginning of the script's SHA-256; `since` is a
    local time in the form of recordings' names.
    """

    script: str = ""
    outcomes: frozenset[str] = frozenset()
    since: str = ""

    def fits(self, file: File, one: RunSummary) -> bool:
        """Whether this recording is selected."""
        return (
            file.recorded >= self.since
            and (not self.outcomes or (one.outcome or UNFINISHED) in self.outcomes)
            and (not self.script or _is_of(one, self.script))
        )


def outcomes(option: str, words: Iterable[str]) -> frozenset[str]:
    """The outcomes in `done,threw`, each a word of the table or `unfinished`. Raises BadInput."""
    known = [*map(str, Outcome), UNFINISHED]
    wanted = [word.strip().lower() for text in words for word in text.split(",")]
    for word in wanted:
        if word not in known:
            way_out = suggest(word, known) or f"There are: {', '.join(known)}"
            raise BadInput(option, f"{word[:80]!r} is not an outcome", way_out)
    return frozenset(wanted)


def _is_of(one: RunSummary, wanted: str) -> bool:
    """Whether it is a recording of this script: by its name, with or without folder and ending, or its
    hash.
    """
    name = re.split(r"[/\\]", one.script)[-1]
    names = {one.script, name, name.rpartition(".")[0]}
    return any(fnmatchcase(each, wanted) or each == wanted for each in names) or (
        _SHA256.fullmatch(wanted.lower()) is not None and one.sha256.startswith(wanted.lower())
    )
