"""Coverage as one HTML page: a file that needs no network, no server and nothing beside it.

As with the page of a run, nothing of a script's stands in the markup: all of it is one block of JSON.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from runtime.authoring.coverage.merge import Coverage, ScriptCoverage, Share
from runtime.render.page.document import FOLDER as SHARED
from runtime.render.page.document import bundle, escape, page_parts

FOLDER = Path(__file__).parent
LARGEST = 24 << 20  # characters of all scripts together
_MOST_UNTRUSTED = 1000
_SHARED_CODE = ("dom", "javascript", "text")
_LEFT_OUT = "// The text of this script is left out, since the page would be too large."


def page(coverage: Coverage) -> str:
    """The whole file, to be written as UTF-8. The scripts are masked as their recordings are."""
    before, after = _page_parts()
    return before + escape(json.dumps(_facts(coverage), separators=(",", ":"))) + after


def style() -> str:
    """That of the page of a run, and what is added to it."""
    return (SHARED / "page.css").read_text("utf-8") + (FOLDER / "page.css").read_text("utf-8")


def code() -> str:
    """The page's code, with what it shares with the page of a run."""
    return bundle([*(SHARED / "script" / f"{name}.js" for name in _SHARED_CODE), FOLDER / "main.js"])


@cache
def _page_parts() -> tuple[str, str]:
    return page_parts(FOLDER / "page.html", style(), code())


def _facts(coverage: Coverage) -> dict[str, Any]:
    room = LARGEST
    scripts = []
    for one in coverage.scripts:
        room -= len(one.script.text)
        scripts.append(_script(one, with_text=room >= 0))
    return {
        "runs": sum(one.runs for one in coverage.scripts),
        "shares": _shares(coverage.lines, coverage.branches, coverage.functions),
        "scripts": scripts,
        "untrusted": [(one.recording, one.why) for one in coverage.untrusted[:_MOST_UNTRUSTED]],
    }


def _script(covered: ScriptCoverage, *, with_text: bool) -> dict[str, Any]:
    return {
        "name": covered.script.name,
        "runs": covered.runs,
        "shares": _shares(covered.line_share, covered.branch_share, covered.function_share),
        "text": covered.script.text if with_text else _LEFT_OUT,
        "lines": list(covered.lines.items()) if with_text else [],
        "ways": [(arm.line, arm.never) for arm in covered.missed] if with_text else [],
    }


def _shares(*shares: Share) -> list[tuple[int, int]]:
    return [(share.reached, share.of) for share in shares]
