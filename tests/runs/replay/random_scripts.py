"""Scripts that nobody would write, composed of all that a script can do, and a service that does anything."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from runtime.model.events import Cut, Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Header, Request, not_found

HOST = "api.example.com"
_JSON = ("Content-Type", "application/json")
_RESET = Failure("read ECONNRESET", "ECONNRESET", -104, "read")
_CLOSED = Failure("connect ECONNREFUSED 127.0.0.1:443", "ECONNREFUSED", -111, "connect", "127.0.0.1", 443)

Answer = Callable[[int], list[WorldEvent]]


def plain_answer(status: int, body: bytes, *headers: Header, **received: Any) -> Answer:
    def events(request: int) -> list[WorldEvent]:
        head = Responded(request, status, "Any", (*headers, ("Content-Length", str(len(body)))))
        return [head, Received(request, body, **received)]

    return events


def gzip_answer(body: bytes, **received: Any) -> Answer:
    """One that says that it is compressed."""
    return plain_answer(200, body, _JSON, ("Content-Encoding", "gzip"), **received)


ANSWERS: dict[str, Answer] = {
    "json": plain_answer(200, b'{"a": [1, 2]}', _JSON),
    "created": plain_answer(201, b"[]", _JSON),
    "nothing": plain_answer(204, b""),
    "refused": plain_answer(404, b'{"error": "none"}', _JSON),
    "broken": plain_answer(503, b"<html>", ("Content-Type", "text/html")),
    "no-json": plain_answer(200, b'{"a": ', _JSON),
    "latin1": plain_answer(200, b"\xe4\xf6\xfc\xff\x00", ("Content-Type", "text/plain; charset=iso-8859-1")),
    "binary": plain_answer(200, bytes(range(256))),
    "xml": plain_answer(200, b"<a><b c='1'>x</b></a>", ("Content-Type", "application/xml")),
    "surrogates": plain_answer(200, b'"\\ud800\\u2028"', _JSON),
    "moved": plain_answer(302, b"", ("Location", "/json")),
    "round": plain_answer(301, b"", ("Location", "/round")),
    "astray": plain_answer(302, b"", ("Location", "https://elsewhere.example.com/")),
    "large": plain_answer(200, b"x" * 5000),
    "gzip": gzip_answer(gzip.compress(b'{"z": 1}', mtime=0), decoded=b'{"z": 1}'),
    "bad-gzip": gzip_answer(b"no gzip", undecodable=Failure("incorrect header check", "Z_DATA_ERROR", -3)),
    "pieces": plain_answer(200, b'{"a": 1}', _JSON, pieces=(2, 3)),
    "trailers": plain_answer(200, b"{}", _JSON, trailers=(("X-Sum", "1"),)),
    "surplus": plain_answer(200, b"{}", _JSON, surplus=Failure("Parse Error", "HPE_INVALID_CONSTANT")),
    "closed": lambda request: [Failed(request, _CLOSED)],
    "unknown": lambda request: [Failed(request, not_found(HOST))],
    "torn": lambda request: [Responded(request, 200, "OK", (_JSON,), whole=False), Failed(request, _RESET)],
    "half": lambda request: [Responded(request, 200, "OK", (_JSON,), whole=False), Cut(request)],
}
SILENCE = "silence"


@dataclass
class Anything:
    """A world that answers as the address says."""

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        """As its path's first step is named; `silence` never comes to an end."""
        name = request.target.strip("/").partition("?")[0]
        if name not in ANSWERS:
            await asyncio.Event().wait()
        for event in ANSWERS[name](request.id):
            await asyncio.sleep(0)
            if not isinstance(event, Cut):  # it is what a driver makes of no more
                yield event

    async def aclose(self) -> None:
        """Nothing is held."""


_METHODS = ("get", "post", "put", "del", "head", "json", "postJson")
_OPTIONS = (
    "{}",
    "{timeout: 20}",
    "{headers: {'X-N': Math.random()}}",
    "{data: {a: Date.now()}}",
    "{query: {q: 1}}",
    "{followRedirects: false}",
    "{parser: rest.parsers.auto}",
    "{decoding: 'latin1'}",
    "{agent: false}",
    "{multipart: true, data: {a: 'b'}}",
)
_EVENTS = ("complete", "success", "fail", "error", "abort", "timeout", "200", "4XX", "actual", "redirect")

_leaf = st.sampled_from(
    (
        "console.log(Math.random(), Date.now());",
        "context.n = (context.n || 0) + Math.random();",
        "done(context);",
        "context.list = [3, 1, 2].sort(function () { return Math.random() - 0.5; });",
        "done({other: 1});",
        "Promise.resolve(1).then(function (n) { context.p = n; });",
        "throw new Error('on purpose');",
        "null.x;",
        "console.warn(new Date().toString(), '\\ud800');",
        "Promise.reject(new Error('unheard'));",
        "if (this.retry && !context.retried) { context.retried = true; this.retry(5); }",
        "if (this.abort) this.abort();",
        "clearTimeout(1);",
    )
)


def _write_request(method: str, path: str, options: str, event: str, then: str) -> str:
    listener = f"function (data, response) {{ context.said = String(data).slice(0, 20); {then} }}"
    return f"rest.{method}('https://{HOST}/{path}', {options}).on('{event}', {listener});"


def _write_promise(path: str, then: str) -> str:
    asked = f"rest.get('https://{HOST}/{path}').on('complete', go);"
    return f"new Promise(function (go) {{ {asked} }}).then(function (data) {{ {then} }});"


def _nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    paths = st.sampled_from((*ANSWERS, *ANSWERS, SILENCE))
    events = st.one_of(st.just("complete"), st.sampled_from(_EVENTS))
    asked = st.builds(
        _write_request, st.sampled_from(_METHODS), paths, st.sampled_from(_OPTIONS), events, inner
    )
    delays = st.sampled_from((0, 1, 5, 20))
    timed = st.builds(lambda delay, then: f"setTimeout(function () {{ {then} }}, {delay});", delays, inner)
    promised = st.builds(_write_promise, paths, inner)
    caught = st.builds(lambda then: f"try {{ {then} }} catch (error) {{ console.log(error); }}", inner)
    both = st.builds(lambda one, other: f"{one}\n{other}", inner, inner)
    return st.one_of(asked, asked, timed, promised, caught, both, both)


SCRIPTS = st.builds("\n".join, st.lists(st.recursive(_leaf, _nest, max_leaves=8), min_size=1, max_size=4))
