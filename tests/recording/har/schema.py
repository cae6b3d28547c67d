"""What HAR 1.2 demands of a file, from http://www.softwareishard.com/blog/har-12-spec/, as a JSON Schema.

Fields of a producer's own begin with an underscore; no other may be there.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": -1}
TIME = {"type": "number", "minimum": 0}
SPAN = {"type": "number", "minimum": -1}  # -1: doesn't apply
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}


def has(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields, and perhaps those."""
    fields = {**required, **optional, "comment": TEXT}
    return {
        "type": "object",
        "required": list(required),
        "properties": fields,
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def some(item: dict[str, Any]) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": item}


PAIR = has({"name": TEXT, "value": TEXT})
COOKIE = has(
    {"name": TEXT, "value": TEXT},
    path=TEXT,
    domain=TEXT,
    expires=MOMENT,
    httpOnly={"type": "boolean"},
    secure={"type": "boolean"},
)
PARAM = has({"name": TEXT}, value=TEXT, fileName=TEXT, contentType=TEXT)
PRODUCER = has({"name": TEXT, "version": TEXT})
SIDES = {
    "httpVersion": TEXT,
    "cookies": some(COOKIE),
    "headers": some(PAIR),
    "headersSize": COUNT,
    "bodySize": COUNT,
}
REQUEST = has(
    {"method": TEXT, "url": {"type": "string", "pattern": "^https?://"}, "queryString": some(PAIR), **SIDES},
    postData=has({"mimeType": TEXT}, params=some(PARAM), text=TEXT),
)
CONTENT = has(
    {"size": {"type": "integer"}, "mimeType": TEXT}, compression={"type": "integer"}, text=TEXT, encoding=TEXT
)
RESPONSE = has(
    {"status": {"type": "integer"}, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT, **SIDES}
)
TIMINGS = has({"send": TIME, "wait": TIME, "receive": TIME}, blocked=SPAN, dns=SPAN, connect=SPAN, ssl=SPAN)
ENTRY = has(
    {
        "startedDateTime": MOMENT,
        "time": TIME,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": TIMINGS,
    },
    pageref=TEXT,
    serverIPAddress=TEXT,
    connection=TEXT,
)
LOG = has(
    {"version": {"const": "1.2"}, "creator": PRODUCER, "entries": some(ENTRY)},
    browser=PRODUCER,
    pages=some({"type": "object"}),
)
SCHEMA = {"type": "object", "required": ["log"], "properties": {"log": LOG}, "additionalProperties": False}
