"""What a run may be expected to do again: the [expect] table of a case, made of what it did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.authoring.cases.observation import Observation
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
    derived = DerivedExpectations({})
    _ending(one, derived)
    codes = sorted({finding.code for finding in one.findings} - _implications(one))
    if codes:
        derived.table["findings"] = codes
    derived.table["exact"] = True
    if _request_names(one) != _request_names(other):
        derived.table["ordered"] = False
    if one.transcript.finishes:
        _context(one, other, derived)
    if one.transcript.logs:
        _console(one, other, derived)
    derived.table["requests"] = group_repeats(_requests(one, other, derived))
    return derived


def expect_request(exchange: Exchange) -> dict[str, Any]:
    """One request, all that matters of it."""
    sent = exchange.request
    table: dict[str, Any] = {"request": f"{sent.method} {sent.url}"}
    if headers := _headers(sent):
        table["headers"] = headers
    body = _body(sent)
    if (
        "*" in sent.url
        or "json" in body
        or any("*" in text for text in (*headers.values(), body.get("text", "")))
    ):
        table["exact"] = True
    return {**table, **body}


def group_repeats(every: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Requests that are the same, one after the other, are one that is made so many times."""
    groups: list[dict[str, Any]] = []
    for one in every:
        if groups and {**groups[-1], "times": 1} == {**one, "times": 1}:
            groups[-1] = {**groups[-1], "times": groups[-1].get("times", 1) + 1}
        else:
            groups.append(one)
    return groups


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


def _ending(one: Observation, derived: DerivedExpectations) -> None:
    outcome = one.ending.outcome
    derived.table["outcome"] = str(outcome)
    if outcome is Outcome.THREW:
        derived.table["error"] = one.message
        if one.ending.at is not None:
            derived.table["line"] = one.ending.at.line


def _implications(one: Observation) -> set[str]:
    return {"denied"} if one.ending.outcome is Outcome.DENIED else set()


def _request_names(one: Observation) -> list[tuple[str, str]]:
    return [(exchange.request.method, exchange.request.url) for exchange in one.exchanges]


def _requests(one: Observation, other: Observation, derived: DerivedExpectations) -> Iterator[dict[str, Any]]:
    """Each; a part that is another each time is left out."""
    rest = [*other.exchanges]
    for exchange in one.exchanges:
        again = next((e for e in rest if _name(e) == _name(exchange)), None)
        if again is not None:
            rest.remove(again)
        yield _common(
            expect_request(exchange), expect_request(again or exchange), exchange.request.id, derived
        )


def _name(exchange: Exchange) -> tuple[str, str]:
    return exchange.request.method, exchange.request.url


def _common(
    mine: dict[str, Any], again: dict[str, Any], number: int, derived: DerivedExpectations
) -> dict[str, Any]:
    common = {key: value for key, value in mine.items() if key in again and again[key] == value}
    if mine.get("headers") != again.get("headers"):
        both = mine.get("headers", {}).items() & again.get("headers", {}).items()
        common["headers"] = dict(both)
    for key in mine.keys() - common.keys():
        derived.left_out.append(f"the {key} of request {number}")
    return {key: value for key, value in common.items() if value != {}}


def _headers(sent: Request) -> dict[str, str]:
    """Those that the script has set, as far as one can tell; of several of a name the first."""
    own = [
        one for one in sent.headers if one[0].lower() not in _USUAL and (one[0].lower(), one[1]) != _ACCEPTED
    ]
    first = {name.lower(): (name, value) for name, value in reversed(own)}
    return dict(first[name.lower()] for name, _ in own)


def _body(sent: Request) -> dict[str, Any]:
    if not sent.body:
        return {}
    text = sent.body.decode("utf-8", "replace")
    try:
        return {"json": Json(json.loads(text, parse_constant=refuse_constant, parse_float=parse_finite))}
    except (ValueError, RecursionError):
        return {"text": text}


def _console(one: Observation, other: Observation, derived: DerivedExpectations) -> None:
    lines, again = ([log.text for log, _ in run.transcript.logs] for run in (one, other))
    if lines == again and all(map(is_plain, lines)):
        derived.table["console"] = lines
    else:
        derived.left_out.append("the console")


def _context(one: Observation, other: Observation, derived: DerivedExpectations) -> None:
    changes = [part for change in differences(one.before, one.after) for part in _parts(change)]
    unsure = {path(change) for change in differences(one.after, other.after)}
    if not changes:
        derived.table["context"] = {"unchanged": True}
        return
    if not unsure and not _sayable(changes):
        derived.table["context"] = {"only": True, "json": Json(one.after)}
        return
    common = [change for change in changes if not _touches(path(change), unsure) and _sayable([change])]
    derived.left_out += [f"{change.path}" for change in changes if change not in common]
    derived.table["context"] = _change_table(common, only=len(common) == len(changes))


def _parts(change: Change) -> Iterator[Change]:
    """What is new and has null in it, field by field: TOML says null only of a place."""
    value = change.after
    if change.how != "added" or not isinstance(value, dict) or not value or is_plain(value):
        yield change
        return
    for part in differences({}, value, change.path):
        yield from _parts(part)


def _change_table(changes: Sequence[Change], *, only: bool) -> dict[str, Any]:
    table: dict[str, Any] = {"only": True} if only else {}
    added = {path(one): one.after for one in changes if one.how != "removed"}
    values = {key: value for key, value in added.items() if value is not None}
    nothing = [key for key, value in added.items() if value is None]
    absent = [path(one) for one in changes if one.how == "removed"]
    parts = {"set": values, "null": nothing, "absent": absent}
    return table | {key: value for key, value in parts.items() if value}


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
