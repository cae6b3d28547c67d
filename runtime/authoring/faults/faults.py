"""The faults that are tried on each request: what the service does instead of answering as it did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from runtime.runs.replay.fork import ForkAnswer
from runtime.world import answers

# In the only form in which a service's errors have been seen; the incident's id is always the same, so that
# trials can be compared.
_INCIDENT = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class RequestFault:
    """A way in which one request fails. `name` is stable, and what a case allows it by.

    `text` goes on from "the request was"; `table` is an answer as in docs/answers.md, without `request`.
    """

    name: str
    text: str
    table: dict[str, Any]

    @property
    def answer(self) -> ForkAnswer:
        """The same for a fork."""
        return _answer(self.name)


def _refusal(status: int, code: str, value: str, **headers: str) -> RequestFault:
    """The service refuses in its own words."""
    body = {"incidentId": _INCIDENT, "errors": [{"code": code, "value": value}]}
    return RequestFault(
        str(status), f"answered {status}", {"status": status, "headers": headers, "json": body}
    )


def _page(name: str, status: int, title: str) -> RequestFault:
    """Somebody between script and service answers, in HTML."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    table = {"status": status, "headers": {"Content-Type": "text/html; charset=utf-8"}, "text": page}
    return RequestFault(name, f"answered {status} with an HTML page", table)


def _empty() -> RequestFault:
    table = {"status": 200, "headers": {"Content-Type": "application/json"}, "text": ""}
    return RequestFault("empty", "answered 200 with an empty body", table)


_EVERY = (
    _refusal(
        401,
        "unauthorized",
        "The access token is invalid or has expired",
        **{"WWW-Authenticate": 'Bearer error="invalid_token"'},
    ),
    _refusal(403, "forbidden", "The token does not allow this"),
    _refusal(404, "not.found", "There is nothing under this address"),
    _refusal(409, "conflict", "It exists already, or was changed by somebody else"),
    _refusal(429, "too.many.requests", "Too many requests", **{"Retry-After": "30"}),
    _refusal(500, "internal.error", "Something went wrong"),
    _page("html", 503, "503 Service Unavailable"),
    _page("page", 200, "Sign in"),
    _empty(),
    RequestFault("cut", "cut off without an answer (ECONNRESET)", {"fail": "cut"}),
    RequestFault("refused", "refused: nobody listens there (ECONNREFUSED)", {"fail": "refused"}),
    RequestFault("timeout", "never answered", {"fail": "never"}),
)
FAULTS = {fault.name: fault for fault in _EVERY}


@cache
def _answer(name: str) -> ForkAnswer:
    """It serves any number of forks: nothing in it is used up."""
    fault = FAULTS[name]
    return ForkAnswer(answers.single(f"fault {name}", fault.table), fault.text, fails="fail" in fault.table)
