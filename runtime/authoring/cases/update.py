"""Expectations brought up to date with what a run did, in the text of its case.toml: comments and order stay.

Only what didn't hold is written anew, and only in [expect]. What a case's run can tell comes from files of
the project: it holds no secret that isn't in one of them already.
"""

from __future__ import annotations

import json
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable, Table

from runtime.authoring.cases import derive as expected
from runtime.authoring.cases.derive import Json
from runtime.authoring.cases.match_requests import (
    compare_request,
    expand_expectations,
    nearest,
    pair_requests,
)
from runtime.authoring.cases.model import CaseRun
from runtime.authoring.cases.update_context import select_part, update_context
from runtime.authoring.cases.write import json_text
from runtime.session.transcript import Exchange


def update_expectations(text: str, run: CaseRun) -> str:
    """The text with expectations that this run meets, as far as they are of a kind that can be told anew."""
    document = tomlkit.parse(text)
    table: Any = document
    if run.case.index is not None:
        table = document["case"][run.case.index]
    apart = table.as_string().endswith("\n\n")
    if "expect" not in table:
        table["expect"] = tomlkit.table()
    failed = {"request" if one.expectation else one.what for one in run.failures}
    for kinds, update in _UPDATES:
        if failed & kinds:
            update(table["expect"], run)
    if apart and not table.as_string().endswith("\n\n"):
        table.add(tomlkit.nl())  # between this case and the next
    return tomlkit.dumps(document)


def _outcome(expect: Any, run: CaseRun) -> None:
    made = expected.derive_expectations(run.observation, run.observation).table
    for key in ("outcome", "error", "line"):
        _set(expect, key, made.get(key))


def _findings(expect: Any, run: CaseRun) -> None:
    allowed = run.case.table.expect.findings
    expect["findings"] = sorted({*allowed, *(one.code for one in run.observation.findings)})


def _count(expect: Any, run: CaseRun) -> None:
    expect["count"] = len(run.observation.exchanges)


def _console(expect: Any, run: CaseRun) -> None:
    expect["console"] = [log.text for log, _ in run.observation.transcript.logs]


def _requests(expect: Any, run: CaseRun) -> None:
    """Those that held stay as they stand; others say what was made instead, and go if nothing was."""
    said, exchanges = run.case.table.expect, run.observation.exchanges
    asked = expand_expectations("", said.requests or [])
    if "requests" not in expect or any(one.expected.times != 1 for one in asked):
        _replace_all(expect, run)
        return
    found = pair_requests(asked, exchanges, ordered=said.ordered)
    left = [exchange for number, exchange in enumerate(exchanges) if number not in found.values()]
    listed, gone = expect["requests"], []
    for number, one in enumerate(asked):
        if number not in found:
            near = nearest(one, left)
            if near is None:
                gone.append(number)
            else:
                left.remove(near)
                _replace(listed, number, near, {differing.field for differing in compare_request(one, near)})
    for number in reversed(gone):
        del listed[number]
    if said.exact and left:
        _replace_all(expect, run)


def _replace_all(expect: Any, run: CaseRun) -> None:
    """All requests anew."""
    made = expected.group_repeats(_request(one, run) for one in run.observation.exchanges)
    _set(expect, "requests", None)
    if not made:
        return
    if _is_dotted(expect):
        expect["requests"] = _item(made, inline=True).multiline(len(made) > 1)
        return
    tables = tomlkit.aot()
    for one in made:
        table = tomlkit.table()
        for key, value in one.items():
            table[key] = _item(value, inline=False)
        tables.append(table)
    expect["requests"] = tables


def _request(exchange: Exchange, run: CaseRun) -> dict[str, Any]:
    """One request; a header with a secret in it, such as Authorization, is left out of what is expected."""
    made = expected.expect_request(exchange)
    headers = made.pop("headers", {})
    known = run.secrets
    plain = {name: value for name, value in headers.items() if not known or known.mask_text(value) == value}
    if not plain:
        return made
    named = {"request": made.pop("request"), "headers": plain}
    return {**named, **made}


def _replace(listed: Any, number: int, exchange: Exchange, fields: set[str]) -> None:
    """One request: what stood there of these fields is said anew, and nothing else of it."""
    made = expected.expect_request(exchange)
    one = listed[number]
    if isinstance(one, str):
        listed[number] = made["request"]
        return
    for key in list(one):
        if key == "headers":
            for name in [name for name in one[key] if f"header {name}" in fields]:
                _set(one[key], name, exchange.request.header(name))
        elif key == "json":
            _set_json(one, made.get(key), exact=bool(one.get("exact")))
        elif key == "text" and "body" in fields:
            _set(one, key, made.get(key))
        elif key in {"method", "url"} & fields:
            one[key] = getattr(exchange.request, key)
        elif key == "request" and fields & {"method", "url"}:
            one[key] = made[key]
    if "text" not in one and "json" not in one and "exact" in one and "exact" not in made:
        _set(one, "exact", None)


def _set_json(one: Any, now: Json | None, *, exact: bool) -> None:
    """The body as it is now, in the form that stands there, and no more of it than was said."""
    stands = one["json"]
    text = str(stands) if isinstance(stands, str) else None
    said = json.loads(text) if text is not None else stands.unwrap()
    value = None if now is None else now.value if exact else select_part(said, now.value)
    if now is None or value == said:
        _set(one, "json", None if now is None else stands)
    elif text is None:
        _set(one, "json", value)
    else:
        one["json"] = _item(Json(value), inline="\n" not in text)


def _context(expect: Any, run: CaseRun) -> None:
    """What it says of the context: of the same places, or else in the form that a recorded run would get."""
    made = update_context(run.case.table.expect.context, run.observation)
    if made is None:
        made = expected.derive_expectations(run.observation, run.observation).table.get("context")
    stands = expect.get("context")
    if made is not None and isinstance(stands, dict):
        if isinstance(stands, InlineTable) and stands.keys() != made.keys():
            _set(expect, "context", made)  # taking keys out of one leaves its commas and blanks
        else:
            _update_table(stands, made)
        return
    _set(expect, "context", None)
    if made is not None and _is_dotted(expect):
        _set(expect, "context", made)
    elif made is not None:
        table = tomlkit.table()
        for key, value in made.items():
            table[key] = _item(value, inline=key != "set")
        expect["context"] = table


def _update_table(stands: Any, made: dict[str, Any]) -> None:
    """Make a table say this; what is so already stays as it is written."""
    for key in [key for key in stands if key not in made]:
        _set(stands, key, None)
    for key, value in made.items():
        if isinstance(value, dict) and isinstance(stands.get(key), dict):
            _update_table(stands[key], value)
        elif isinstance(value, Json):
            stands[key] = _item(value, inline="\n" not in str(stands.get(key, "")))
        else:
            _set(stands, key, value)


def _state(expect: Any, run: CaseRun) -> None:
    """The parts of the state that are expected, as they are now; a file of a state stays as it is."""
    said = run.case.table.expect.state
    if isinstance(said, dict):
        now = run.state or {}
        for key in said:
            _set(expect["state"], key, select_part(said[key], now.get(key)))


_UPDATES = (
    ({"outcome", "error"}, _outcome),
    ({"finding"}, _findings),
    ({"count"}, _count),
    ({"request", "requests"}, _requests),
    ({"context"}, _context),
    ({"state"}, _state),
    ({"console"}, _console),
)


def _is_dotted(table: Any) -> bool:
    """Whether it stands on lines such as `expect.count = 2`, or in one: no [table] can be added to it."""
    if isinstance(table, InlineTable):
        return True
    items = [item for key, item in table.value.body if key is not None]
    return table.is_super_table() and any(
        _is_dotted(item) if isinstance(item, Table) else not isinstance(item, AoT) for item in items
    )


def _set(table: Any, key: str, value: Any) -> None:
    """Put a value there; None takes out what stood there."""
    if value is None:
        if key in table:
            del table[key]
        return
    if key in table and table[key] == value:
        return
    table[key] = _item(value, inline=True)


def _item(value: Any, *, inline: bool) -> Any:
    """A value as TOML's; JSON as text, on lines of its own where there is room for them."""
    if isinstance(value, Json):
        return tomlkit.value(json_text(value.value, short=inline))
    if isinstance(value, dict):
        table = tomlkit.inline_table() if inline else tomlkit.table()
        table.update({key: _item(item, inline=True) for key, item in value.items()})
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(item, inline=True) for item in value)
        return array
    return tomlkit.item(value)
