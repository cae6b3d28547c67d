"""What the page knows of a run, as one JSON text of bounded size.

What doesn't fit is left out, and the page says so. Texts of the context stay texts: a browser's numbers would
lose the digits of long keys.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from runtime.model.outcome import TABLE
from runtime.recording import Recording
from runtime.render.page.budget import Budget
from runtime.render.page.notes import notes
from runtime.render.page.rows import rows
from runtime.render.page.trim import trim
from runtime.runs.report import At, Body, ContextFacts, Report, RequestFacts

# Characters of JSON, which is ASCII: what a browser still opens at once.
REQUESTS = 24 << 20
ROWS = 6 << 20
CONSOLE = 4 << 20
CONTEXT = 2 << 20  # before, after, and the changes: each
FINDINGS = 1 << 20
REST = 4 << 20  # the head, the rest of the report, and the notes: each
SCRIPT = 6 << 20  # a megabyte of text, all of it escaped
LARGEST = REQUESTS + ROWS + CONSOLE + 3 * CONTEXT + FINDINGS + 3 * REST + SCRIPT

_DEEP = "(nested too deeply to show)"
_BODIES = "bodies of requests"
_LONG = "(too long to show)"


def facts(recording: Recording, report: Report) -> str:
    """One JSON object. Its parts have the report's names, and its shapes but for places: [line, column]."""
    left_out: dict[str, int] = {}
    parts = {
        "requests": _requests(report, left_out),
        "console": _list("console lines", report.console, CONSOLE, left_out),
        "findings": _list("findings", report.findings, FINDINGS, left_out),
        "rows": _list("rows of the time line", rows(recording), ROWS, left_out),
        "context": _context(report.context, left_out),
        "text": _whole(recording.plan.script.text, SCRIPT),
        "head": _small(_head(recording)),
        "rest": _small(_rest(report)),
    }
    parts["notes"] = _small(notes(recording, left_out))
    return "{" + ",\n".join(f'"{name}":{part}' for name, part in parts.items()) + "}"


def as_json(value: Any) -> str:
    """A value as JSON that browsers read, too: ASCII, and no NaN."""
    try:
        return _STRICT.encode(value)
    except ValueError:
        return _STRICT.encode(json.loads(_LAX.encode(value), parse_constant=str))


def _whole(text: str, longest: int) -> str:
    """A text that is of use only as a whole."""
    text_of_json = as_json(text)
    return text_of_json if len(text_of_json) <= longest else as_json(_LONG)


def _small(value: Any) -> str:
    """What is small in every run: cut down where it isn't."""
    text_of_json = as_json(value)
    return text_of_json if len(text_of_json) <= REST else as_json(trim(value))


def _plain(value: Any) -> Any:
    if isinstance(value, At):
        return value.line, value.column
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


_LAX = json.JSONEncoder(default=_plain, separators=(",", ":"))
_STRICT = json.JSONEncoder(default=_plain, separators=(",", ":"), allow_nan=False)


def _requests(report: Report, left_out: dict[str, int]) -> str:
    """All of them, as long as there is room; the later ones without their bodies, or not at all."""
    room = Budget(REQUESTS)
    for request in report.requests:
        if room.add(as_json(request)):
            continue
        if room.add(as_json(_without_bodies(request))):
            left_out[_BODIES] = left_out.get(_BODIES, 0) + 1
        else:
            left_out["requests"] = left_out.get("requests", 0) + 1
    return room.as_list()


def _without_bodies(request: RequestFacts) -> RequestFacts:
    response = request.response
    bare = response and dataclasses.replace(response, body=Body(response.body.bytes))
    return dataclasses.replace(request, body=Body(request.body.bytes), response=bare)


def _list(what: str, values: Iterable[Any], size: int, left_out: dict[str, int]) -> str:
    room = Budget(size)
    over = sum(not room.add(as_json(value)) for value in values)
    if over:
        left_out[what] = over
    return room.as_list()


def _context(context: ContextFacts, left_out: dict[str, int]) -> str:
    changes = [
        {"path": one.path, "how": one.how, "before": _text(one.before), "after": _text(one.after)}
        for one in context.changes
    ]
    listed_changes = _list("changes of the context", changes, CONTEXT, left_out)
    before = _whole(_text(context.before), CONTEXT)
    after = "null" if context.after is None else _whole(_text(context.after), CONTEXT)
    return f'{{"before":{before},"after":{after},"changes":{listed_changes}}}'


def _text(value: Any) -> str:
    """A value of the context as JSON text, each number with all its digits."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return _DEEP


def _head(recording: Recording) -> dict[str, Any]:
    """What the recording knows beside the report."""
    head, end = recording.head, recording.end
    return {
        "started": head.plan.started,
        "time_zone": head.time_zone,
        "timers": head.plan.timers,
        "seed": head.plan.seed,
        "limits": head.plan.limits,
        "versions": head.versions,
        "masked": end is None or end.masked,
    }


def _rest(report: Report) -> dict[str, Any]:
    """The report without its long lists, and what its outcome means."""
    long = {"requests", "console", "findings", "context", "learned"}
    fields = [field.name for field in dataclasses.fields(report) if field.name not in long]
    return {name: getattr(report, name) for name in fields} | {"meaning": TABLE[report.outcome].text}
