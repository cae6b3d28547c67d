"""The JavaScript around a script, put together from small files, one for each idea."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

# The engine names every text `<input>`. So the prelude starts at a line that no script can reach
# (runtime.model.script has the limit): a stack frame with a lower line is the author's own.
FIRST_LINE = 100_001

FOLDER = Path(__file__).parent

# Compiling takes 0.1 ms for each kilobyte. These files, which few scripts use, are compiled when first used.
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
# Almost every run uses these after its first answer: a zygote loads them once, before any run.
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


def source(replacements: Mapping[str, str] | None = None) -> str:
    """The whole prelude as one expression, whose value is the guest's `deliver` function.

    Each file is the body of a CommonJS-like function, which runs when the file is first required.
    `replacements` has other texts for some files, by their names: tests use this to observe the prelude.
    """
    other = replacements or {}
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
