"""The expected error as a comment on the script's failing line: `// mws-expect: threw TypeError: ...`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from runtime.authoring.cases.schema import Ending
from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput
from runtime.model.script import Script, lines_of

_COMMENT = re.compile(r"//\s*mws-expect:\s*([^\s:]+)[ \t]*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class CommentExpectations:
    """What a script says of itself: how it ends, with which message ('' for any), on which line."""

    outcome: str
    message: str
    line: int


def read_comment(script: Script) -> CommentExpectations | None:
    """What the script's comment says, None without one. Raises BadInput for two, or an unknown outcome."""
    found = [
        (number, match)
        for number, line in enumerate(lines_of(script.text), start=1)
        if (match := _COMMENT.search(line))
    ]
    if not found:
        return None
    number, match = found[-1]
    where, names = f"{script.name}:{number}:{match.start() + 1}", get_args(Ending)
    if len(found) > 1:
        raise BadInput(where, "a second mws-expect: a run ends once", "Say the others in their case.toml.")
    if match[1] not in names:
        way_out = suggest(match[1], names) or f"There are: {', '.join(names)}."
        raise BadInput(where, f"{match[1]!r} is no outcome", f"{way_out} // mws-expect: threw TypeError: *")
    return CommentExpectations(match[1], match[2], number)
