"""What an author may need to hear when the engine's message alone doesn't help him on."""

from __future__ import annotations

import re

from runtime.kind import Kind
from runtime.outcome import Ending, Outcome

_MISSING = re.compile(r"ReferenceError: '?([\w$]+)'? is not defined")
_TIMERS = {
    "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate",
}  # fmt: skip
# What scripts for Node or a browser reach for. None of it is documented for MyWorkspace.
_FOREIGN = {
    "require", "module", "exports", "process", "global", "Buffer", "fetch", "XMLHttpRequest", "btoa", "atob",
    "URL", "URLSearchParams", "TextEncoder", "TextDecoder", "AbortController", "queueMicrotask", "window",
    "document", "self", "structuredClone", "crypto", "performance", "WeakRef", "FinalizationRegistry",
    "SharedArrayBuffer", "Atomics", "DOMException", "Intl", "WebAssembly", "alert", "localStorage",
    "axios", "request", "restler", "$", "navigator",
}  # fmt: skip


_DOCUMENTED = "MyWorkspace documents context, rest and done"


def hint(ending: Ending, kind: Kind) -> str:
    """A sentence about a missing global; empty where the message says enough."""
    if ending.outcome is not Outcome.THREW:
        return ""
    match = _MISSING.match(ending.detail)
    if match is None:
        return ""
    name = match[1]
    if name in {"rest", "done"} and kind is Kind.TRANSFORMATION:
        return (
            f"A transformation script has only context, no {name}: the changed context is its result. "
            "If this is a workflow script, say --kind workflow."
        )
    if name in _TIMERS:
        return f"{_DOCUMENTED}, and no timers. To try them all the same: --globals timers"
    if name in _FOREIGN:
        return f"{_DOCUMENTED}, and nothing else of Node or a browser{_instead(name)}"
    return ""


def _instead(name: str) -> str:
    if name in {"fetch", "XMLHttpRequest", "axios", "request", "restler", "require"}:
        return ". For HTTP there is rest.get, rest.post and their kin."
    if name in {"btoa", "Buffer"}:
        return ". For basic authentication give rest the options username and password."
    return "."
