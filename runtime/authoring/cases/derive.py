"""What a run may be expected to do again: the [expect] table of a case, made of what it did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.authoring.cases.observed import Observation
from runtime.formats.json_diff import Change, differences
from runtime.formats.json_text import parse_finite, refuse_constant
from runtime.model.http import Request
from runtime.model.outcome import Outcome
from runtime.session.transcript import Exchange

# What restler adds to each request by itself.
_USUAL = {"host", "content-length", "transfer-encoding", "user-agent", "accept-encoding", "connection"}
_ACCEPTED = ("accept", "*/*")
_MOST_PATHS = 20
_PARSE = "JSON.parse("


@dataclass(slots=True)
class DerivedExpectations:
    """The table, and what was left out of it because it is another each time."""

    table: dict[str, Any]
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Json:
    """JSON that is written as text: TOML has no null, and long tables are no pleasure to read."""

    value: Any


def derive_expectations(one: Observation, other: Observation) -> DerivedExpectations:
    """What two runs of one case have in common. They may be one and the same."""
    made = DerivedExpectations({})
    _ending(one, made)
    codes = sorted({finding.code for finding in one.findings} - _implications(one))
    if codes:
        made.table["findings"] = codes
    made.table["exact"] = True
    if _request_names(one) != _request_names(other):
        made.table["ordered"] = False
    if one.transcript.finishes:
        _context(one, other, made)
    if one.transcript.logs:
        _console(one, other, made)
    made.table["requests"] = together(_requests(one, other, made))
    return made


def request(exchange: Exchange) -> dict[str, Any]:
    """One request, all that matters of it."""
    asked = exchange.request
    made: dict[str, Any] = {"request": f"{asked.method} {asked.url}"}
    if headers := _headers(asked):
        made["headers"] = headers
    body = _body(asked)
    if (
        "*" in asked.url
        or "json" in body
        or any("*" in text for text in (*headers.values(), body.get("text", "")))
    ):
        made["exact"] = True
    return {**made, **body}


def together(every: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Requests that are the same, one after the other, are one that is made so many times."""
    made: list[dict[str, Any]] = []
    for one in every:
        if made and {**made[-1], "times": 1} == {**one, "times": 1}:
            made[-1] = {**made[-1], "times": made[-1].get("times", 1) + 1}
        else:
            made.append(one)
    return made


def path(change: Change) -> str:
    """A changed place as a case writes it: without `context`, and straight into JSON in strings.

    '' where that can't be told from a key with parentheses in it.
    """
    text, inner = change.path, 0
    while text.startswith(_PARSE):
        text, inner = text.removeprefix(_PARSE), inner + 1
    if inner and text.count(")") != inner:
        return ""
    return (text.replace(")", "") if inner else text).removeprefix("context").removeprefix(".")


def _ending(one: Observation, made: DerivedExpectations) -> None:
    outcome = one.ending.outcome
    made.table["outcome"] = str(outcome)
    if outcome is Outcome.THREW:
        made.table["error"] = one.message
        if one.ending.at is not None:
            made.table["line"] = one.ending.at.line


def _implications(one: Observation) -> set[str]:
    return {"denied"} if one.ending.outcome is Outcome.DENIED else set()


def _request_names(one: Observation) -> list[tuple[str, str]]:
    return [(exchange.request.method, exchange.request.url) for exchange in one.exchanges]


def _requests(one: Observation, other: Observation, made: DerivedExpectations) -> Iterator[dict[str, Any]]:
    """Each; a part that is another each time is left out."""
    left = [*other.exchanges]
    for exchange in one.exchanges:
        again = next((e for e in left if _name(e) == _name(exchange)), None)
        if again is not None:
            left.remove(again)
        yield _common(request(exchange), request(again or exchange), exchange.request.id, made)


def _name(exchange: Exchange) -> tuple[str, str]:
    return exchange.request.method, exchange.request.url


def _common(
    mine: dict[str, Any], again: dict[str, Any], number: int, made: DerivedExpectations
) -> dict[str, Any]:
    kept = {key: value for key, value in mine.items() if key in again and again[key] == value}
    if mine.get("headers") != again.get("headers"):
        both = mine.get("headers", {}).items() & again.get("headers", {}).items()
        kept["headers"] = dict(both)
    for key in mine.keys() - kept.keys():
        made.left_out.append(f"the {key} of request {number}")
    return {key: value for key, value in kept.items() if value != {}}


def _headers(asked: Request) -> dict[str, str]:
    """Those that the script has set, as far as one can tell; of several of a name the first."""
    own = [
        one for one in asked.headers if one[0].lower() not in _USUAL and (one[0].lower(), one[1]) != _ACCEPTED
    ]
    first = {name.lower(): (name, value) for name, value in reversed(own)}
    return dict(first[name.lower()] for name, _ in own)


def _body(asked: Request) -> dict[str, Any]:
    if not asked.body:
        return {}
    text = asked.body.decode("utf-8", "replace")
    try:
        return {"json": Json(json.loads(text, parse_constant=refuse_constant, parse_float=parse_finite))}
    except (ValueError, RecursionError):
        return {"text": text}


def _console(one: Observation, other: Observation, made: DerivedExpectations) -> None:
    lines, again = ([log.text for log, _ in seen.transcript.logs] for seen in (one, other))
    if lines == again and all(map(is_plain, lines)):
        made.table["console"] = lines
    else:
        made.left_out.append("the console")


def _context(one: Observation, other: Observation, made: DerivedExpectations) -> None:
    changes = [part for change in differences(one.before, one.after) for part in _parts(change)]
    unsure = {path(change) for change in differences(one.after, other.after)}
    if not changes:
        made.table["context"] = {"unchanged": True}
        return
    if not unsure and not _sayable(changes):
        made.table["context"] = {"only": True, "json": Json(one.after)}
        return
    kept = [change for change in changes if not _touches(path(change), unsure) and _sayable([change])]
    made.left_out += [f"{change.path}" for change in changes if change not in kept]
    made.table["context"] = _change_table(kept, only=len(kept) == len(changes))


def _parts(change: Change) -> Iterator[Change]:
    """What is new and has null in it, field by field: TOML says null only of a place."""
    value = change.after
    if change.how != "added" or not isinstance(value, dict) or not value or is_plain(value):
        yield change
        return
    for part in differences({}, value, change.path):
        yield from _parts(part)


def _change_table(changes: Sequence[Change], *, only: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"only": True} if only else {}
    added = {path(one): one.after for one in changes if one.how != "removed"}
    values = {key: value for key, value in added.items() if value is not None}
    nothing = [key for key, value in added.items() if value is None]
    absent = [path(one) for one in changes if one.how == "removed"]
    told = {"set": values, "null": nothing, "absent": absent}
    return said | {key: value for key, value in told.items() if value}


def _touches(place: str, unsure: set[str]) -> bool:
    """Whether one of these is this place, within it, or around it."""
    ends = (".", "[")
    return any(
        other == place
        or other.startswith(tuple(place + end for end in ends))
        or place.startswith(tuple(other + end for end in ends))
        for other in unsure
    )


def _sayable(changes: Sequence[Change]) -> bool:
    """Whether paths and values can say it, in a few lines."""
    return len(changes) <= _MOST_PATHS and all(
        path(one) and is_plain(path(one)) and (one.after is None or is_plain(one.after)) for one in changes
    )


def is_plain(value: Any) -> bool:
    """Whether TOML can say it: there is no null within, and no half of a surrogate pair."""
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() == value
    return value is not None
