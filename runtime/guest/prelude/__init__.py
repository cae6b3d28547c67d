"""The JavaScript that a script meets, put together from one small file per idea."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

# The engine calls every text `<input>`. The prelude therefore starts at a line that no script may
# reach (runtime.model.limits holds scripts to it): a frame with a lower line is the author's own.
FIRST_LINE = 100_001

FOLDER = Path(__file__).parent

# Compiling costs 0.1 ms a kilobyte, used or not. What few scripts ever touch stays text until then.
_LATER = {
    "node/bytes/make",
    "node/bytes/methods",
    "node/bytes/numbers",
    "node/bytes/pieces",
    "node/bytes/ranges",
    "node/inspect",
    "restler/multipart",
    "restler/parsers/sax",
    "restler/parsers/sax/characters",
    "restler/parsers/sax/entities",
    "restler/parsers/sax/reader",
    "restler/parsers/sax/tags",
    "restler/parsers/v8-json",
    "restler/parsers/xml",
    "restler/parsers/yaml",
    "node/punycode",
    "node/resolve",
}
# What almost every run comes to once there is an answer: ready before it begins, for all of a zygote.
_READY = (
    "node/response",
    "node/headers",
    "restler/parsers/index",
    "restler/parsers/json",
    "restler/service",
    "node/encodings",
    "node/bytes/names",
    "node/errors",
)


def source(instead: Mapping[str, str] | None = None) -> str:
    """The whole prelude as one expression, whose value is the guest's `deliver` function.

    Each file is the body of a CommonJS-like function, run when something first requires it. `instead`
    gives other text for some of them, by their names: tests watch from there.
    """
    other = instead or {}
    files = sorted(FOLDER.rglob("*.js"))
    parts = [_PROLOGUE.replace("$FIRST_LINE", str(FIRST_LINE))]
    for file in files:
        name = file.relative_to(FOLDER).with_suffix("").as_posix()
        body = f"function (exports, require) {{ {other.get(name) or file.read_text('utf-8')}\n}}"
        parts.append(f"'{name}': {_as_text(body) if name in _LATER else body},\n")
    parts.append(_EPILOGUE.replace("$READY", json.dumps(_READY)))
    return "\n" * (FIRST_LINE - 1) + "".join(parts)


def _as_text(function: str) -> str:
    """A JavaScript string that evaluates to `function`."""
    return json.dumps(f"'use strict';({function})")


_PROLOGUE = """(function () {
'use strict';
const PRELUDE_FIRST_LINE = $FIRST_LINE;
const files = { __proto__: null,
"""

_EPILOGUE = """};
const loaded = { __proto__: null };
// Under another name, eval works in the global scope; the line feeds put the file where its frames are ours.
const evaluate = eval;
const { apply } = Reflect;
const { repeat } = String.prototype;
const compile = (text) => evaluate(apply(repeat, '\\n', [PRELUDE_FIRST_LINE - 1]) + text);
function require(name) {
  if (loaded[name] === undefined) {
    loaded[name] = { __proto__: null };
    const file = typeof files[name] === 'string' ? compile(files[name]) : files[name];
    file(loaded[name], require);
  }
  return loaded[name];
}
const { deliver } = require('host/deliver');
for (const name of $READY) require(name);
return deliver;
})()
"""
