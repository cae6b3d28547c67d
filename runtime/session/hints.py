"""Hints for authors where the engine's message alone is not enough."""

from __future__ import annotations

import re

from runtime.model.kind import Kind
from runtime.model.option import Option
from runtime.model.outcome import Ending, Outcome

_MISSING = re.compile(r"ReferenceError: '?([\w$]+)'? is not defined")
_TIMERS = {
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
}
# Globals of Node and browsers. None of them is documented for MyWorkspace.
_FOREIGN = {
    "require",
    "module",
    "exports",
    "process",
    "global",
    "Buffer",
    "fetch",
    "XMLHttpRequest",
    "btoa",
    "atob",
    "URL",
    "URLSearchParams",
    "TextEncoder",
    "TextDecoder",
    "AbortController",
    "queueMicrotask",
    "window",
    "document",
    "self",
    "structuredClone",
    "crypto",
    "performance",
    "WeakRef",
    "FinalizationRegistry",
    "SharedArrayBuffer",
    "Atomics",
    "DOMException",
    "Intl",
    "WebAssembly",
    "alert",
    "localStorage",
    "axios",
    "request",
    "restler",
    "$",
    "navigator",
}


# Node's message for ERR_UNESCAPED_CHARACTERS: it says what is wrong with the address, but not what to do.
_UNESCAPED = "Request path contains unescaped characters"
_DOCUMENTED = "MyWorkspace documents context, rest and done"


def find_hint(ending: Ending, kind: Kind) -> str:
    """What to do about an exception of a common kind; '' for any other."""
    if ending.outcome is not Outcome.THREW:
        return ""
    if ending.detail.endswith(_UNESCAPED):
        return (
            "A character beyond Latin-1, or a blank in a query given as text, can't stand in an address. "
            "Put such a value through encodeURIComponent, or into the option query: {query: {name: value}}."
        )
    match = _MISSING.match(ending.detail)
    return "" if match is None else _global_hint(match[1], kind)


def needs_timers(ending: Ending) -> bool:
    """Whether a run ended because its script used timers and has none."""
    match = _MISSING.match(ending.detail) if ending.outcome is Outcome.THREW else None
    return match is not None and match[1] in _TIMERS


def _global_hint(name: str, kind: Kind) -> str:
    """What to use instead of this global; '' for an unknown name."""
    if name in {"rest", "done"} and kind is Kind.TRANSFORMATION:
        return (
            f"A transformation script has only context, no {name}: the changed context is its result. "
            f"If this is a workflow script, say {Option.KIND.spell('workflow')}."
        )
    if name in _TIMERS:
        return f"{_DOCUMENTED}, and no timers. To try them all the same: {Option.TIMERS.spell()}"
    if name in _FOREIGN:
        return f"{_DOCUMENTED}, and nothing else of Node or a browser{_replacement(name)}"
    return ""


def _replacement(name: str) -> str:
    if name in {"fetch", "XMLHttpRequest", "axios", "request", "restler", "require"}:
        return ". For HTTP there is rest.get, rest.post and their kin."
    if name in {"btoa", "Buffer"}:
        return ". For basic authentication give rest the options username and password."
    return "."
