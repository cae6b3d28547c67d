"""The envelope of a listing: results, fromIndex, toIndex (exclusive), total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from runtime.model.http import Response
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.responses import answer
from runtime.world.services.goto.state import State

JsonObject = dict[str, Any]

# Whole numbers in JSON, of a length that Python can read; a key with leading zeros is not one.
_NUMBER = re.compile(r"0|[1-9][0-9]{0,999}")


def page(call: Call, state: State, records: Sequence[JsonObject]) -> Response:
    """The page for `offset` (from 0) and `pageSize`. An offset beyond the end gives an empty page."""
    ordered = _sort(call, records)
    offset, size = call.number("offset", 0), call.number("pageSize", state.switches.page_size)
    start = min(offset, len(ordered))
    results = ordered[start : start + size]
    envelope = {
        "results": results,
        "fromIndex": start,
        "toIndex": start + len(results),
        "total": len(ordered),
    }
    if not results and not state.switches.results_when_empty:
        del envelope["results"]
    return answer(200, envelope)


def key(text: str, state: State) -> str | int:
    """A key as the service writes it: a string of digits, or a number by the switch numeric_keys."""
    return int(text) if state.switches.numeric_keys and _NUMBER.fullmatch(text) else text


def _sort(call: Call, records: Sequence[JsonObject]) -> list[JsonObject]:
    """The records sorted by `ascending=firstName`, or `ascending=firstName=true` as in the vendor's pages
    (assumed: one field).
    """
    for direction in ("ascending", "descending"):
        field = call.query.get(direction, "").partition("=")[0]
        if field:
            return sorted(
                records, key=lambda record: str(record.get(field, "")), reverse=direction == "descending"
            )
    return list(records)
