"""The parts of one request for the operations: path, query, JSON body, token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from runtime.model.http import Request
from runtime.world.services.goto.responses import refusal


@dataclass(frozen=True)
class Call:
    """A request to the service; `names` are the parts of its path that stand for keys."""

    request: Request
    names: dict[str, str]
    now: float

    @cached_property
    def query(self) -> dict[str, str]:
        """The query, with the first value of each name. A plus stays a plus: only %20 is a blank."""
        found: dict[str, str] = {}
        query = self.request.target.partition("?")[2].replace("+", "%2B")
        for name, value in parse_qsl(query, keep_blank_values=True):
            found.setdefault(name, value)
        return found

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object in the body. Raises ServiceRefusal (400, assumed) if it is not one."""
        try:
            value = json.loads(self.request.body)
            # Half of a surrogate pair is JSON, but answers and state files can't have it.
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise refusal(400, "request.body.invalid") from None
        if not isinstance(value, dict):
            raise refusal(400, "request.body.invalid")
        return value

    @property
    def token(self) -> str:
        """The access token; '' if there is none."""
        scheme, _, token = (self.request.header("authorization") or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def keys(self, name: str) -> list[str]:
        """The keys in a part of the path such as `1,2`.

        Raises ServiceRefusal (404, assumed) if there are none.
        """
        keys = [key for key in self.names[name].split(",") if key]
        if not keys:
            raise refusal(404, "resource.not.found")
        return keys

    def flag(self, name: str, *, default: bool) -> bool:
        """A parameter of the query that is true or false."""
        return self.query.get(name, str(default)).lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A parameter of the query that is a number from 0 on. Raises ServiceRefusal (400, assumed)."""
        text = self.query.get(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits any page
            raise refusal(400, "query.parameter.invalid", name)
        return int(text)


def path_of(request: Request) -> str:
    """The path as it was sent. urlsplit can't be used: it reads a path that begins with // as a host."""
    return request.target.partition("?")[0]


def match(path: str, pattern: str) -> dict[str, str] | None:
    """The named parts of a path, by a pattern such as `/accounts/{account}/users`; None if it doesn't fit."""
    parts, expected = path.strip("/").split("/"), pattern.strip("/").split("/")
    if len(parts) != len(expected):
        return None
    names = {}
    for part, model in zip(parts, expected, strict=True):
        if model.startswith("{"):
            names[model[1:-1]] = unquote(part)
        elif part != model:
            return None
    return names
