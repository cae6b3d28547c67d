"""How a request can come to nothing, by the words that authors use, each as Node tells it to a script.

    refused       nobody listens there            connect ECONNREFUSED
    timeout       nobody says anything there      connect ETIMEDOUT
    unknown-host  nobody knows the name           getaddrinfo ENOTFOUND
    reset         the connection is torn off      read ECONNRESET
    cut           it ends without an answer       socket hang up

`never`, the sixth word, is no failure: nothing happens any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from runtime.model.http import Failure, Request, not_found

Word = Literal["refused", "timeout", "unknown-host", "reset", "cut", "never"]
NEVER: Word = "never"

# Node tells the address behind a name. Nobody was asked for it here.
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
