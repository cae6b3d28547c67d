"""The recorded tables: Node's legacy URL functions, qs 1.2.0, basic credentials.

They were recorded from the originals' own functions. Here each row is brought to where a script or a
service meets the same function: the address of a request, `_url` of a service, the bytes of a request.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.guest.engine import Engine
from runtime.guest.protocol import format_begun, read_turn
from runtime.model.commands import Command, Finish, SendRequest
from runtime.model.http import Request
from tests.conformance.case import play

Rows = list[dict[str, Any]]

_TRY = """
const outcome = (work) => {
  try { return work(); } catch ({name, code, message}) { return {throw: {name, code, message}}; }
};
"""
# `_fullPath` is called while a request is made: it shows the address of one that is then refused, too.
_PARSE = """
const prototype = rest.Request.prototype;
const fullPath = prototype._fullPath;
let url, path;
prototype._fullPath = function () {
  url = this.url;
  path = fullPath.call(this);
  return path;
};
const parts = ['protocol', 'auth', 'host', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href'];
done(context.map((row, number) => {
  url = undefined;
  const sent = outcome(() => rest.get(row.in, {headers: {'X-Row': number}}));
  if (url === undefined) return sent;
  const shown = Object.fromEntries(parts.map((part) => [part, url[part]]));
  // The request's address has the scheme's own port where the text has none; its host has only the text's.
  shown.port = String(url.host).endsWith(':' + url.port) ? url.port : null;
  shown.restlerPath = path;
  shown.restlerPathAllowed = !(sent.throw && sent.throw.code === 'ERR_UNESCAPED_CHARACTERS');
  shown.restlerPort = url.port;
  return shown;
}));
"""
_RESOLVE = """
const text = (value) => (value && value.$ === 'undefined' ? undefined : value);
done(context.map((row) => {
  const Service = rest.service(function () {}, {baseURL: row.base}, {});
  return outcome(() => new Service()._url(text(row.rel)));
}));
"""
# One after the other: which of several the server reads first is chance.
_SEND_EACH = """
const rows = %s;
const send = (number) => {
  if (number === rows.length) return;
  watch(sent(vars.BASE + '/p', rows[number])).on('complete', () => send(number + 1));
};
want(rows.length);
send(0);
"""
# What is not an object restler sends as it is; as an object it is the same to qs.
_POST_FORM = (
    "const sent = (url, row) => rest.post(url, {data: row.in === null ? null : Object(row.in)});" + _SEND_EACH
)
# restler leaves out a name that is empty; a list that holds it is not, and is written the same.
_GET_AS_USER = (
    "const sent = (url, {username, password}) =>"
    " rest.get(url, {username: username ? username : [username], password});" + _SEND_EACH
)
_ANSWER = [{"send": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}]
_LONGEST_ROW = 1000  # milliseconds; only what never ends takes them
_AT_ONCE = 100  # rows in one run, whose time and requests are limited


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """A row that came out otherwise than recorded."""

    recorded: dict[str, Any]
    result: Any


def find_differences(table: str, rows: Rows) -> list[RowDifference]:
    """The rows of a table that differ. Raises KeyError for a table that isn't known."""
    pairs = zip(rows, TABLES[table](rows), strict=True)
    return [
        RowDifference(recorded=row, result=result)
        for row, result in pairs
        if _comparable(row["out"]) != _comparable(result)
    ]


def _parse_urls(rows: Rows) -> list[Any]:
    """The address of a request for each text, and of those that were sent where they went."""
    commands = _run_script(_PARSE, rows)
    results = _finished(commands)
    for command in commands:
        if isinstance(command, SendRequest):
            results[_row_number(command.request)] |= _sent_to(command.request)
    return results


def _row_number(request: Request) -> int:
    return int(dict(request.headers)["X-Row"])


def _sent_to(request: Request) -> dict[str, str]:
    return {"restlerPath": request.target, "restlerPort": str(request.port)}


def _resolve_urls(rows: Rows) -> list[Any]:
    return _finished(_run_script(_RESOLVE, rows))


def _post_forms(rows: Rows) -> list[Any]:
    return [raw.partition("\r\n\r\n")[2] for raw in _send_each(_POST_FORM, rows)]


def _send_credentials(rows: Rows) -> list[Any]:
    return [_authorization(raw) for raw in _send_each(_GET_AS_USER, rows)]


def _authorization(raw: str) -> str | None:
    """The value of a request's Authorization header."""
    fields = (line.partition(": ") for line in raw.partition("\r\n\r\n")[0].split("\r\n"))
    return next((value for name, _, value in fields if name == "Authorization"), None)


# Each table, and what gives its rows' results.
TABLES: dict[str, Callable[[Rows], list[Any]]] = {
    "urlParse": _parse_urls,
    "urlResolve": _resolve_urls,
    "qsStringify": _post_forms,
    "base64Basic": _send_credentials,
}


def _run_script(script: str, rows: Rows) -> list[Command]:
    """What a script asks for whose context is the rows; nothing answers it."""
    engine = Engine(cpu=60, memory=256 << 20)
    begun = format_begun(context=json.dumps(rows), kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    turn = engine.run(begun, _TRY + script)
    line = f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode()
    return list(read_turn(line, most_commands=10 * len(rows) + 10).commands)


def _finished(commands: list[Command]) -> list[Any]:
    """The context that the script was done with."""
    finish = next(command for command in commands if isinstance(command, Finish))
    results: list[Any] = json.loads(finish.context)
    return results


def _send_each(script: str, rows: Rows) -> list[str]:
    """The bytes, as latin-1, of the request that each row leads to."""
    parts = [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
    return [raw for part in parts for raw in _send(script, part)]


def _send(script: str, rows: Rows) -> list[str]:
    case = {
        "js": script % json.dumps(rows),
        "server": {"script": [_ANSWER], "repeat_last": True, "linger_ms": 0},
        "run": {"max_ms": _LONGEST_ROW * (1 + len(rows))},
    }
    result = play(case)
    requests = [request["raw"] for request in result["requests"]]
    assert len(requests) == len(rows), result
    return requests


def _comparable(out: Any) -> Any:
    """An outcome without the engine's own words: only Node's messages, those with a code, are contract."""
    if isinstance(out, dict) and "throw" in out and "code" not in out["throw"]:
        return {"throw": {"name": out["throw"]["name"]}}
    return out
