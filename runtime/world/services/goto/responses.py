"""Makes JSON answers, and refusals in the service's own words."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from runtime.model.http import Header, Response

# These statuses have no body, and no headers about it.
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class ServiceRefusal(Exception):
    """Ends an operation; `response` is the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def answer(status: int, value: Any = None, *, headers: tuple[Header, ...] = ()) -> Response:
    """A JSON answer; without a value its body is empty."""
    text = "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text_answer(status, text, "application/json" if text else "", headers=headers)


def text_answer(
    status: int, text: str, content_type: str = "", *, headers: tuple[Header, ...] = ()
) -> Response:
    """An answer whose body is this text."""
    if status in _BODILESS:
        return Response(status, reason(status), headers)
    body = text.encode()
    kind: tuple[Header, ...] = (("Content-Type", content_type),) if content_type else ()
    return Response(status, reason(status), (*kind, ("Content-Length", str(len(body))), *headers), body)


def refusal(status: int, code: str, value: str = "", *, headers: tuple[Header, ...] = ()) -> ServiceRefusal:
    """`{"incidentId": ..., "errors": [{"code": ..., "value": ...}]}`, as seen for users and groups."""
    return ServiceRefusal(error_answer(status, code, value, headers=headers))


def error_answer(status: int, code: str, value: str = "", *, headers: tuple[Header, ...] = ()) -> Response:
    """The same error as an answer."""
    error = {"code": code, "value": value} if value else {"code": code}
    # The service's ids are random; here it is always the same, so that runs can be compared.
    incident = "00000000-0000-4000-8000-000000000000"
    return answer(status, {"incidentId": incident, "errors": [error]}, headers=headers)


def html(status: int) -> Response:
    """The answer of a gateway in front of the service: HTML and not JSON."""
    text = f"<html><head><title>{status} {reason(status)}</title></head><body>{reason(status)}</body></html>"
    return text_answer(status, text, "text/html")


def reason(status: int) -> str:
    """The usual reason phrase; '' for an unknown status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
