"""The recorded tables of pure functions: Node's legacy URL, qs 1.2.0, basic credentials."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runtime.guest import prelude
from runtime.guest.engine import Engine
from runtime.guest.protocol import format_begun, read_turn
from runtime.model.commands import Command, Finish, SendRequest

# Tables look at the prelude's own functions, which no script can reach: they are handed out here.
_TO_SCRIPT = "globalThis.Math.require = require;\nreturn deliver;"
_COMMON = """
const url = Math.require('node/url');
const outcome = (work) => {
  try { return work(); } catch ({name, code, message}) { return {throw: {name, code, message}}; }
};
const revive = (value) => (value && value.$ === 'undefined' ? undefined : value);
"""
_URL_PARSE = """(row) => outcome(() => {
  const u = url.parse(row.in);
  const parts = {};
  ['protocol', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href']
    .forEach((name) => { parts[name] = u[name]; });
  parts.restlerPath = rest.Request.prototype._fullPath.call({url: u});
  const sent = outcome(() => new rest.Request(row.in, {}));
  parts.restlerPathAllowed = !(sent.throw && sent.throw.code === 'ERR_UNESCAPED_CHARACTERS');
  parts.restlerPort = u.port || (u.protocol === 'https:' ? '443' : '80');
  return parts;
})"""
# Each table's rows as a function of one.
SCRIPTS = {
    "urlParse": _URL_PARSE,
    "urlResolve": "(row) => outcome(() => Math.require('node/resolve').resolve(row.base, revive(row.rel)))",
    "qsStringify": "(row) => outcome(() => Math.require('restler/query').stringify(row.in))",
    "base64Basic": """(row) => outcome(() => {
      // restler sends no credentials for an empty name; an empty list is no empty name, and joins to one.
      const username = row.username === '' ? [] : row.username;
      rest.get('http://h.example/', { username, password: row.password });
      return { sent: 'authorization' };
    })""",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that came out otherwise than recorded."""

    recorded: dict[str, Any]
    got: Any


def differing(table: str, rows: list[dict[str, Any]]) -> list[Row]:
    """The rows of a table that differ. Raises KeyError for a table that isn't known."""
    results = _results(SCRIPTS[table], rows)
    pairs = zip(rows, results, strict=True)
    return [Row(row, got) for row, got in pairs if _comparable(row["out"]) != _comparable(got)]


def _results(script: str, rows: list[dict[str, Any]]) -> list[Any]:
    """What `script` makes of each row inside the prelude; of a request it sends, the header that it names."""
    source = prelude.source()
    inside = source.replace("return deliver;", _TO_SCRIPT)
    assert inside != source
    engine = Engine(cpu=60, memory=256 << 20, prelude_source=inside)
    begun = format_begun(context=json.dumps(rows), kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    turn = engine.run(begun, f"{_COMMON}done(context.map({script}))")
    line = f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode()
    # Node sends a request when the turn is over: after `done`.
    finish, *requests = read_turn(line, most_commands=len(rows) + 1).commands
    assert isinstance(finish, Finish), finish
    headers = (dict(_headers_of(command)) for command in requests)
    return [next(headers)[out["sent"]] if _is_sent(out) else out for out in json.loads(finish.context)]


def _headers_of(command: Command) -> Iterator[tuple[str, str]]:
    """The headers of a request as the wire shows them, by their names in lower case."""
    assert isinstance(command, SendRequest), command
    for name, value in command.request.headers:
        yield name.lower(), value


def _is_sent(out: Any) -> bool:
    return isinstance(out, dict) and out.keys() == {"sent"}


def _comparable(out: Any) -> Any:
    """An outcome without the engine's own words: only Node's messages, those with a code, are contract."""
    if isinstance(out, dict) and "throw" in out and "code" not in out["throw"]:
        return {"throw": {"name": out["throw"]["name"]}}
    return out
