"""Node's legacy URL functions, qs 1.2.0 and basic credentials, against tables recorded from the originals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runtime.commands import Finish
from runtime.guest import prelude
from runtime.guest.engine import Engine
from runtime.guest.messages import begun_text, read_turn

TABLES: dict[str, Any] = json.loads((Path(__file__).parent / "tables.json").read_text("utf-8"))

# Undefined has no JSON: the tables write it as an object.
_PRELUDE_TO_SCRIPT = "globalThis.Math.require = require;\nreturn require('deliver').deliver;"
_COMMON = """
const url = Math.require('url');
const outcome = (work) => {
  try { return work(); } catch ({name, code, message}) { return {throw: {name, code, message}}; }
};
const revive = (value) => (value && value.$ === 'undefined' ? undefined : value);
"""


def results(script: str, rows: list[Any]) -> list[Any]:
    """What `script`, a function of a row, makes of each row inside the prelude."""
    source = prelude.source()
    inside = source.replace("return require('deliver').deliver;", _PRELUDE_TO_SCRIPT)
    assert inside != source
    engine = Engine(cpu=60, memory=256 << 20, prelude_source=inside)
    begun = begun_text(context=json.dumps(rows), kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    turn = engine.run(begun, f"{_COMMON}done(context.map({script}))")
    line = f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode()
    finish = read_turn(line, most_commands=1).commands[0]
    assert isinstance(finish, Finish), finish
    made: list[Any] = json.loads(finish.context)
    return made


def comparable(out: Any) -> Any:
    """An outcome without the engine's own words: only Node's messages, those with a code, are contract."""
    if isinstance(out, dict) and "throw" in out and "code" not in out["throw"]:
        return {"throw": {"name": out["throw"]["name"]}}
    return out


def differing(rows: list[dict[str, Any]], made: list[Any]) -> list[tuple[Any, Any]]:
    """The rows that came out otherwise than recorded, with what came out."""
    pairs = zip(rows, made, strict=True)
    return [(row, out) for row, out in pairs if comparable(row["out"]) != comparable(out)]


def test_url_parse_agrees_in_every_row() -> None:
    """All parts, and what restler makes of them: path, whether it may be sent, port."""
    script = """(text) => outcome(() => {
      const u = url.parse(text);
      const parts = {};
      ['protocol', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href']
        .forEach((name) => { parts[name] = u[name]; });
      parts.restlerPath = rest.Request.prototype._fullPath.call({url: u});
      const sent = outcome(() => new rest.Request(text, {}));
      parts.restlerPathAllowed = !(sent.throw && sent.throw.code === 'ERR_UNESCAPED_CHARACTERS');
      parts.restlerPort = u.port || (u.protocol === 'https:' ? '443' : '80');
      return parts;
    })"""
    rows = TABLES["urlParse"]
    assert len(rows) > 1000
    assert differing(rows, results(script, [row["in"] for row in rows])) == []


@pytest.mark.parametrize(
    ("table", "script", "fields"),
    [
        (
            "urlResolve",
            "(row) => outcome(() => Math.require('resolve').resolve(row.base, revive(row.rel)))",
            ("base", "rel"),
        ),
        (
            "qsStringify",
            "(row) => outcome(() => Math.require('query').stringify(row.in))",
            ("in",),
        ),
        (
            "base64Basic",
            "(row) => 'Basic ' + Math.require('text').toBase64([row.username, row.password].join(':'))",
            ("username", "password"),
        ),
    ],
)
def test_the_other_tables_agree_in_every_row(table: str, script: str, fields: tuple[str, ...]) -> None:
    """Resolved addresses, query strings, credentials."""
    rows = TABLES[table]
    given = [{field: row[field] for field in fields} for row in rows]
    assert differing(rows, results(script, given)) == []
