"""When a case came out as recorded: the bytes on the wire, the log of events, the responses.

What is another engine's or parser's own wording is not compared: V8's messages after restler's prefix,
llhttp's after its code. `errno` is the platform's. A case without a result differs in everything.
"""

from __future__ import annotations

import json
from typing import Any

PARTS = ("wire", "events", "response")

_PLATFORM = {"errno", "bytesParsed", "reason", "rawPacket", "input"}
_ENGINE_ERRORS = {"TypeError", "RangeError", "SyntaxError", "URIError"}
_PREFIXES = ("Failed to parse JSON body: ", "Failed to follow redirect: ")
_RESPONSE = (
    "statusCode",
    "statusMessage",
    "httpVersion",
    "headers",
    "rawHeaders",
    "raw",
    "rawEncoded",
    "trailers",
)

Part = tuple[str, Any, Any]


def differences(case: dict[str, Any], golden: dict[str, Any], mine: dict[str, Any] | None) -> list[Part]:
    """The parts that differ, each with what was recorded and what came out."""
    if mine is None or "harness_error" in mine:
        return [(part, golden, mine) for part in PARTS]
    pairs = [
        ("wire", _wire(case, golden), _wire(case, mine)),
        ("events", _log(case, golden), _log(case, mine)),
        ("response", _responses(golden), _responses(mine)),
    ]
    return [(part, wanted, got) for part, wanted, got in pairs if wanted != got]


def _wire(case: dict[str, Any], result: dict[str, Any]) -> list[tuple[int, str]]:
    if case.get("racy") and not result.get("completes"):
        return []  # whether the bytes got out before the end was chance, on Node too
    sent = [(request.get("listener", 0), _raw(request)) for request in result.get("requests", [])]
    return sorted(sent) if case.get("unordered") else sent


def _raw(request: dict[str, Any]) -> str:
    raw = str(request.get("raw", "TLS-FAILED" if request.get("tls_failed") else ""))
    return f"INCOMPLETE {raw}" if request.get("incomplete") else raw


def _log(case: dict[str, Any], result: dict[str, Any]) -> list[Any]:
    log: list[Any] = _canonical(result.get("log") or [])
    if case.get("racy"):
        for event in log:
            event["args"] = [_bare(argument) for argument in event.get("args", [])]
    return sorted(log, key=lambda event: json.dumps(event, sort_keys=True)) if case.get("unordered") else log


def _bare(argument: Any) -> Any:
    """Of a racy error only its name and code."""
    if not isinstance(argument, dict) or argument.get("$") != "error":
        return argument
    return {key: value for key, value in argument.items() if key in {"$", "name", "code"}}


def _canonical(value: Any) -> Any:
    if isinstance(value, list):
        return [_canonical(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _canonical(content) for key, content in value.items()}
    return _error(inner) if value.get("$") == "error" else inner


def _error(error: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in error.items() if key not in _PLATFORM}
    message = str(shown.get("message") or "")
    prefix = next((prefix for prefix in _PREFIXES if message.startswith(prefix)), None)
    if prefix == _PREFIXES[0]:
        shown["message"] = prefix + "*"
    elif str(shown.get("code", "")).startswith("HPE_"):
        shown["message"] = "Parse Error: *"
    elif shown.get("name") in _ENGINE_ERRORS:
        shown["message"] = "*"
    elif prefix is not None:
        shown["message"] = prefix + "*"
    return shown


def _responses(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {name: response[name] for name in _RESPONSE if name in response}
        for response in result.get("responses", [])
    ]
