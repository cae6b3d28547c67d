"""Writes requests and answers as the entries of an archive."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from runtime.model.events import Received
from runtime.model.http import Header, Request, Response, first_header

_FORM = "application/x-www-form-urlencoded"
_UNKNOWN_TYPE = "x-unknown"  # as Chrome writes it
_FLAGS = {"httponly": "httpOnly", "secure": "secure"}
_VALUES = {"path": "path", "domain": "domain"}


def request(sent: Request) -> dict[str, Any]:
    """The request as it was sent. Names and values of the query stay escaped, as in Chrome."""
    head = f"{sent.method} {sent.target} HTTP/1.1"
    return {
        "method": sent.method,
        "url": sent.url,
        "httpVersion": "HTTP/1.1",
        "cookies": _request_cookies(sent.headers),
        "headers": _pairs(sent.headers),
        "queryString": _pairs(_form(sent.target.partition("#")[0].partition("?")[2])),
        "headersSize": _size(head, sent.headers),
        "bodySize": len(sent.body),
        **({"postData": _post_data(sent)} if sent.body else {}),
    }


def response(answer: Response, received: Received | None) -> dict[str, Any]:
    """The answer; `bodySize` is the size of the body before it was decoded."""
    head = f"HTTP/{answer.version} {answer.status} {answer.reason}"
    on_the_wire = -1 if received is None else len(received.body)
    return {
        "status": answer.status,
        "statusText": answer.reason,
        "httpVersion": f"HTTP/{answer.version}",
        "cookies": [_set_cookie(value) for name, value in answer.headers if name.lower() == "set-cookie"],
        "headers": _pairs(answer.headers),
        "content": _content(answer, on_the_wire),
        "redirectURL": answer.header("location") or "",
        "headersSize": _size(head, answer.headers),
        "bodySize": on_the_wire,
    }


def failure_response(problem: str) -> dict[str, Any]:
    """A missing answer, as Chrome writes it: status 0, and the reason in a field of its own."""
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": _UNKNOWN_TYPE},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": 0,
        "_error": problem,
    }


def _content(answer: Response, on_the_wire: int) -> dict[str, Any]:
    mime = answer.header("content-type") or _UNKNOWN_TYPE
    about = {"size": len(answer.body), "mimeType": mime}
    if on_the_wire >= 0 and on_the_wire != len(answer.body):
        about["compression"] = len(answer.body) - on_the_wire
    if on_the_wire < 0:
        return about
    text = _text(answer.body)
    if text is None:
        return {**about, "text": _base64(answer.body), "encoding": "base64"}
    return {**about, "text": text}


def _post_data(sent: Request) -> dict[str, Any]:
    """The body, with a form's fields as Chrome writes them. The format has no place for binary bodies: they
    are in a field of haralyzer's.
    """
    mime = first_header(sent.headers, "content-type") or _UNKNOWN_TYPE
    text = _text(sent.body)
    if text is None:
        comment = "the body is binary: _textBase64 has all of it"
        lossy = sent.body.decode("utf-8", "replace")
        return {"mimeType": mime, "text": lossy, "_textBase64": _base64(sent.body), "comment": comment}
    params = {"params": _pairs(_form(text))} if mime.lower().startswith(_FORM) else {}
    return {"mimeType": mime, "text": text, **params}


def _text(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _pairs(headers: Iterable[Header]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _form(text: str) -> list[Header]:
    pieces = [piece.partition("=") for piece in text.split("&") if piece]
    return [(name, value) for name, _, value in pieces]


def _size(first_line: str, headers: Iterable[Header]) -> int:
    """The bytes of a head: each line with its end, and the empty line."""
    return len(first_line) + 2 + sum(len(name) + len(value) + 4 for name, value in headers) + 2


def _request_cookies(headers: Iterable[Header]) -> list[dict[str, str]]:
    values = [value for name, value in headers if name.lower() == "cookie"]
    pieces = [piece.strip().partition("=") for value in values for piece in value.split(";") if piece.strip()]
    return [{"name": name, "value": value} for name, _, value in pieces]


def _set_cookie(header: str) -> dict[str, Any]:
    """A cookie without its expiry, for which the format needs another form of date."""
    first, *attributes = header.split(";")
    name, _, value = first.strip().partition("=")
    cookie: dict[str, Any] = {"name": name, "value": value}
    for attribute in attributes:
        key, _, content = attribute.strip().partition("=")
        if key.lower() in _FLAGS:
            cookie[_FLAGS[key.lower()]] = True
        elif key.lower() in _VALUES:
            cookie[_VALUES[key.lower()]] = content
    return cookie
