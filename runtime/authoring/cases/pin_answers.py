"""A recorded run's world as a list of canned answers, written as its author would have."""

from __future__ import annotations

import json
from typing import Any

from runtime.model.events import Cut
from runtime.model.http import Request, Response
from runtime.model.no_answer import FAILURES, NEVER
from runtime.recording import Recording
from runtime.session.transcript import Exchange

# What a body as it stands here makes untrue, or what says nothing to a script.
_LEFT_OUT = {"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date"}
_MEANT = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "base64": "application/octet-stream",
}


def pin_answers(recording: Recording) -> list[dict[str, Any]] | None:
    """The answers, in the order of the requests; None if a list can't say what came of one of them.

    What was denied has none: it is denied again.
    """
    began = {entry.what.request for entry in recording.entries if isinstance(entry.what, Cut)}
    answers = [
        None if one.request.id in began else _answer(one)
        for one in recording.transcript.exchanges.values()
        if not one.denied
    ]
    return None if None in answers else [one for one in answers if one is not None]


def _answer(exchange: Exchange) -> dict[str, Any] | None:
    request, response = exchange.request, exchange.response
    table: dict[str, Any] = {"request": f"{request.method} {request.url}"}
    if "*" in request.url:
        table["exact"] = True
    if any(sign.isspace() for sign in request.url):
        return None
    if exchange.failure is not None:
        word = _word(exchange, request)
        return None if word is None or response is not None else {**table, "fail": word}
    if response is None:
        return {**table, "fail": NEVER}
    if not exchange.whole or response.version != "1.1" or response.trailers:
        return None
    return {**table, **_answer_table(response)}


def _word(exchange: Exchange, request: Request) -> str | None:
    return next((word for word, failure in FAILURES.items() if failure(request) == exchange.failure), None)


def _answer_table(response: Response) -> dict[str, Any]:
    body = _body(response.body)
    kind = next(iter(body), "text")
    ignored = _LEFT_OUT | ({"content-type"} if response.header("content-type") == _MEANT[kind] else set())
    headers = [[name, value] for name, value in response.headers if name.lower() not in ignored]
    names = {name.lower() for name, _ in headers}
    as_listed = len(names) < len(headers) or (response.body and not response.header("content-type"))
    table: dict[str, Any] = {"status": response.status}
    if response.reason != _usual(response.status):
        table["reason"] = response.reason
    if as_listed:
        table["headers"] = headers
    elif headers:
        table["headers"] = dict(headers)
    return {**table, **body}


def _usual(status: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


def _body(data: bytes) -> dict[str, Any]:
    """A body under the word that says it best: JSON only where writing it anew changes nothing but blanks."""
    if not data:
        return {}
    try:
        text = data.decode()
    except UnicodeDecodeError:
        import base64

        return {"base64": base64.b64encode(data).decode("ascii")}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"text": text}
    return {"json": value} if _bare(json.dumps(value, ensure_ascii=False)) == _bare(text) else {"text": text}


def _bare(text: str) -> str:
    """JSON without the blanks between its parts; a text of ours doubles as a check of how it was escaped."""
    bare, quoted, escaped = [], False, False
    for sign in text:
        if quoted or not sign.isspace():
            bare.append(sign)
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = quoted
        elif sign == '"':
            quoted = not quoted
    return "".join(bare)
