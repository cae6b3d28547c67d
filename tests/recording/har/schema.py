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


def object_schema(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields, and perhaps those."""
    fields = {**required, **optional, "comment": TEXT}
    return {
        "type": "object",
        "required": list(required),
        "properties": fields,
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def list_schema(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


PAIR = object_schema({"name": TEXT, "value": TEXT})
COOKIE = object_schema(
    {"name": TEXT, "value": TEXT},
    path=TEXT,
    domain=TEXT,
    expires=MOMENT,
    httpOnly={"type": "boolean"},
    secure={"type": "boolean"},
)
PARAM = object_schema({"name": TEXT}, value=TEXT, fileName=TEXT, contentType=TEXT)
PRODUCER = object_schema({"name": TEXT, "version": TEXT})
SIDES = {
    "httpVersion": TEXT,
    "cookies": list_schema(COOKIE),
    "headers": list_schema(PAIR),
    "headersSize": COUNT,
    "bodySize": COUNT,
}
REQUEST = object_schema(
    {
        "method": TEXT,
        "url": {"type": "string", "pattern": "^https?://"},
        "queryString": list_schema(PAIR),
        **SIDES,
    },
    postData=object_schema({"mimeType": TEXT}, params=list_schema(PARAM), text=TEXT),
)
CONTENT = object_schema(
    {"size": {"type": "integer"}, "mimeType": TEXT}, compression={"type": "integer"}, text=TEXT, encoding=TEXT
)
RESPONSE = object_schema(
    {"status": {"type": "integer"}, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT, **SIDES}
)
TIMINGS = object_schema(
    {"send": TIME, "wait": TIME, "receive": TIME}, blocked=SPAN, dns=SPAN, connect=SPAN, ssl=SPAN
)
ENTRY = object_schema(
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
LOG = object_schema(
    {"version": {"const": "1.2"}, "creator": PRODUCER, "entries": list_schema(ENTRY)},
    browser=PRODUCER,
    pages=list_schema({"type": "object"}),
)
SCHEMA = {"type": "object", "required": ["log"], "properties": {"log": LOG}, "additionalProperties": False}
