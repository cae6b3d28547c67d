"""One request, taken apart for the operations: path, query, JSON body, token."""

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
        """The query, the first value of each name. A plus is a plus: only %20 is a blank."""
        found: dict[str, str] = {}
        query = self.request.target.partition("?")[2].replace("+", "%2B")
        for name, value in parse_qsl(query, keep_blank_values=True):
            found.setdefault(name, value)
        return found

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object in the body. Raises ServiceRefusal (400, assumed) if it is anything else."""
        try:
            value = json.loads(self.request.body)
            # Half a surrogate pair is JSON, but no text that an answer or a state file could hold.
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise refusal(400, "request.body.invalid") from None
        if not isinstance(value, dict):
            raise refusal(400, "request.body.invalid")
        return value

    @property
    def token(self) -> str:
        """The access token; '' without one."""
        scheme, _, token = (self.request.header("authorization") or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def keys(self, name: str) -> list[str]:
        """The keys in one part of the path: `1,2`. Raises ServiceRefusal (404, assumed) if there is none."""
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
    """The path as it was sent. urlsplit is for addresses: it takes a path that begins with // for a host."""
    return request.target.partition("?")[0]


def match(path: str, pattern: str) -> dict[str, str] | None:
    """The named parts of a path that fits a pattern such as `/accounts/{account}/users`; else None."""
    parts, wanted = path.strip("/").split("/"), pattern.strip("/").split("/")
    if len(parts) != len(wanted):
        return None
    names = {}
    for part, want in zip(parts, wanted, strict=True):
        if want.startswith("{"):
            names[want[1:-1]] = unquote(part)
        elif part != want:
            return None
    return names
