"""MWS010: a global that MyWorkspace doesn't document, with what there is instead."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import function_of
from runtime.formats.suggest import nearest
from runtime.model.kind import Kind
from runtime.model.option import Option

# As the guest's own list, runtime/guest/prelude/host/globals.js.
ECMASCRIPT = frozenset(
    """
    globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt
    decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
    AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array BigUint64Array
    Boolean DataView Date DisposableStack Error EvalError Float16Array Float32Array
    Float64Array Function Int16Array Int32Array Int8Array Iterator JSON Map Math
    Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String
    SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array
    Uint8Array Uint8ClampedArray WeakMap WeakSet
    """.split()  # noqa: SIM905 - a hundred quotes would hide the names
)
# These show what a run can't repeat; a newer Node has them, and scripts here don't.
_WITHHELD = {"Atomics", "SharedArrayBuffer", "WeakRef", "FinalizationRegistry", "Intl"}
_TIMERS = {"setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"}
_HTTP = "for HTTP use rest.get, rest.post and the other functions of rest"
_QUERY = "give the request the option query: {query: {name: value}}, or use encodeURIComponent"
_INSTEAD = {
    **dict.fromkeys(("fetch", "XMLHttpRequest", "axios", "request", "restler", "require", "http"), _HTTP),
    **dict.fromkeys(("btoa", "Buffer"), "for basic authentication use the options username and password"),
    "URLSearchParams": _QUERY,
    "URL": _QUERY,
    "queueMicrotask": "Promise.resolve().then(...) does the same",
    "structuredClone": "JSON.parse(JSON.stringify(value)) copies what is JSON",
    "process": "a script gets its data from context",
    "window": "globalThis is the global object",
    "global": "globalThis is the global object",
    "self": "globalThis is the global object",
    "alert": "console.log shows a text while you try a script with mws run",
}
_FOREIGN = frozenset(
    """
    module exports __dirname __filename atob TextEncoder TextDecoder AbortController AbortSignal
    document crypto performance DOMException WebAssembly localStorage sessionStorage navigator location Blob
    FormData Headers Request Response WebSocket EventSource Event EventTarget jQuery $ _ moment https
    """.split()  # noqa: SIM905 - as above
)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """Each name once, where it is used first. One that is asked for with `typeof` may be missing."""
    declared = {variable.name for variable in subject.scopes.variables}
    names = ECMASCRIPT | _globals_of_kind(subject)
    for name, uses in subject.scopes.free.items():
        # A name that is declared somewhere is left alone: functions in blocks are seen outside of them, too.
        if name in names or name in declared or name in subject.scopes.free_writes:
            continue
        if any(_is_asked(use) for use in uses) or (name == "arguments" and _has_arguments(uses[0])):
            continue
        message, severity = _describe(subject, name, declared | names)
        yield RULE.at(subject, uses[0], message, severity=severity)


def _globals_of_kind(subject: Subject) -> set[str]:
    names = {"context"} if subject.kind is Kind.TRANSFORMATION else {"context", "rest", "done"}
    return names | (_TIMERS if "timers" in subject.surroundings.globals else set())


def _has_arguments(use: Node) -> bool:
    """Whether it stands in a function that has them: arrows have none of their own."""
    function = function_of(use)
    while function is not None and function.type == "arrow_function":
        function = function_of(function)
    return function is not None


def _is_asked(use: Node) -> bool:
    parent = use.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    operator = None if parent is None else parent.child_by_field_name("operator")
    return operator is not None and operator.type == "typeof"


def _describe(subject: Subject, name: str, names: set[str] | frozenset[str]) -> tuple[str, Severity]:
    undocumented = f"MyWorkspace doesn't document {name}"
    if name in {"rest", "done"} and subject.kind is Kind.TRANSFORMATION:
        way_out = "the changed context is its result"
        return f"A transformation script has only context, no {name}: {way_out}", Severity.ERROR
    if name == "console":
        return (
            f"{undocumented}: use it only while you try the script, and remove it afterwards",
            Severity.WARNING,
        )
    if name in _TIMERS:
        way_out = f"it is not known whether a run waits for it (to try it anyway: {Option.TIMERS.spell()})"
        return f"{undocumented}: {way_out}", Severity.WARNING
    if name in _WITHHELD:
        return f"{undocumented}, and mws doesn't provide it", Severity.WARNING
    if name in _INSTEAD or name in _FOREIGN:
        instead = _INSTEAD.get(name, "there are context, rest, done and what ECMAScript has")
        return f"{undocumented}: {instead}", Severity.ERROR
    near = nearest(name, names)
    return f"There is no {name}" + (f": did you mean {near}?" if near else ""), Severity.ERROR


RULE = Rule(
    "MWS010",
    "undocumented-global",
    Severity.ERROR,
    "A global that MyWorkspace doesn't document.",
    _find,
)
