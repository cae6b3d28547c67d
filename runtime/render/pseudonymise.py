"""What was replaced in a recording, in a few lines: how many of what, and never who."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.render.screen import Line
from runtime.render.text import one_line
from runtime.runs.replay.pseudonymise import PseudonymiseResult

_PLURALS = {
    "mail address": "mail addresses",
    "postal address": "postal addresses",
    "date of birth": "dates of birth",
    "marked": "marked values",
}


def lines(result: PseudonymiseResult) -> Iterator[Line]:
    """The file, the numbers, and what there is to look at."""
    yield (("written", "bold"), f"   {one_line(result.file)}")
    counts = ", ".join(_count(kind.replace("_", " "), count) for kind, count in result.replaced.items())
    yield (("replaced", "bold"), f"  {counts}")
    yield (("checked", "bold"), "   it replays as it was written, and nobody that was found is left in it")
    for note in result.notes:
        yield (("note", "bold"), f"      {one_line(note)}")


def _count(kind: str, count: int) -> str:
    one = "marked value" if kind == "marked" else kind
    return f"1 {one}" if count == 1 else f"{count} {_PLURALS.get(kind, f'{kind}s')}"
