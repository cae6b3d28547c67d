"""Puts the page together: skeleton, style, code and data, in one text.

Nothing of the run stands in the markup. All of it is one block of JSON, from which the page's own code makes
text, never markup; and a policy in the head names the only style and the only code that a browser may use.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

from runtime.recording import Recording
from runtime.render.page.facts import facts
from runtime.runs.report import Report

FOLDER = Path(__file__).parent

# In JSON these stand in strings alone; written so, no text of a guest's is markup, whatever it says.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page(recording: Recording, report: Report) -> str:
    """The whole file, to be written as UTF-8. `report` is that of the recording; both are masked already."""
    before, after = _page_parts()
    return before + escape(facts(recording, report)) + after


def escape(data: str) -> str:
    """JSON so that it can stand in a page: none of its text is markup."""
    return data.translate(_ESCAPES)


def policy(style: str, code: str) -> str:
    """What a browser may do with the page: use this style, run this code, and nothing else at all."""
    allowed = {"script-src": _hash(code), "style-src": _hash(style)}
    allowed |= {"trusted-types": "'none'", "require-trusted-types-for": "'script'"}
    allowed |= {"base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(["default-src 'none'", *(f"{name} {value}" for name, value in allowed.items())])


def code() -> str:
    """The page's code: each file is the body of a CommonJS-like function, run when first required."""
    return bundle(sorted((FOLDER / "script").glob("*.js")))


def bundle(files: Iterable[Path]) -> str:
    """Files of code as one text, whose `main` runs at once."""
    parts = [f"'{file.stem}': function (exports, require) {{\n{_read(file)}}},\n" for file in files]
    return _PROLOGUE + "".join(parts) + _EPILOGUE


def page_parts(skeleton: Path, style: str, script: str) -> tuple[str, str]:
    """What stands before the data of a page, and after it."""
    page = Template(_read(skeleton)).substitute(
        policy=policy(style, script), style=style, code=script, data="\0"
    )
    before, _, after = page.partition("\0")
    return before, after


@cache
def _page_parts() -> tuple[str, str]:
    return page_parts(FOLDER / "page.html", _read(FOLDER / "page.css"), code())


def _read(file: Path) -> str:
    return file.read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_PROLOGUE = """(function () {
'use strict';
const files = {
"""

_EPILOGUE = """};
const loaded = {};
function require(name) {
  if (loaded[name] === undefined) {
    loaded[name] = {};
    files[name](loaded[name], require);
  }
  return loaded[name];
}
require('main');
})();
"""
