"""The ways in which a request can fail, by the words that authors use, and what Node reports for each.

    refused       nothing listens at that port    connect ECONNREFUSED
    timeout       the connection gets no answer   connect ETIMEDOUT
    unknown-host  the name has no address         getaddrinfo ENOTFOUND
    reset         the service resets the connection        read ECONNRESET
    cut           the service closes it without an answer  socket hang up

`never`, the sixth word, is not a failure: no answer comes at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from runtime.model.http import Failure, Request, not_found

Word = Literal["refused", "timeout", "unknown-host", "reset", "cut", "never"]
NEVER: Word = "never"

# Node names the address of the host. Here no name is resolved.
_ADDRESS = "127.0.0.1"


def _unknown_host(request: Request) -> Failure:
    return not_found(request.host)


def _connection_refused(request: Request) -> Failure:
    return _no_connection(request, "ECONNREFUSED", -111)


def _timeout(request: Request) -> Failure:
    return _no_connection(request, "ETIMEDOUT", -110)


def _no_connection(request: Request, code: str, errno: int) -> Failure:
    message = f"connect {code} {_ADDRESS}:{request.port}"
    return Failure(message, code, errno, "connect", _ADDRESS, request.port)


def _reset(_request: Request) -> Failure:
    return Failure("read ECONNRESET", "ECONNRESET", -104, "read")


def _cut(_request: Request) -> Failure:
    return Failure("socket hang up", "ECONNRESET")


# Every word but `never`.
FAILURES: Mapping[str, Callable[[Request], Failure]] = {
    "refused": _connection_refused,
    "timeout": _timeout,
    "unknown-host": _unknown_host,
    "reset": _reset,
    "cut": _cut,
}
