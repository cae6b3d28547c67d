"""Lets the engine report promises to the prelude that are rejected without a handler.

The engine's C interface has a tracker for this, as Node's engine has; the binding doesn't offer it. So this
module calls the library directly, only for this. Where it can't (on Windows the interface isn't exported),
the prelude works with what it sees itself.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable

_POINTER = 8
# The binding's Context has a pointer to the engine's runtime, then one to its context, then six more words.
# A Context of another size belongs to an unknown binding, and is not used.
_HEADER = object.__basicsize__
_KNOWN_SIZE = _HEADER + 8 * _POINTER
_UNDEFINED, _BOOLEAN, _EXCEPTION = 3, 1, 6  # JS_TAG_...
_Tracker = object


class _Value(ctypes.Structure):
    """A JSValue of a 64-bit engine."""

    _fields_ = [("content", ctypes.c_uint64), ("tag", ctypes.c_int64)]


_TRACKER = ctypes.CFUNCTYPE(None, ctypes.c_void_p, _Value, _Value, ctypes.c_bool, ctypes.c_void_p)


def track_rejections(context: object, library: str, listener: str) -> _Tracker | None:
    """Call the global function `listener` with each promise, its reason, and whether it is handled by now.

    `listener` is called once without arguments first. Keep the result as long as the context lives; it is
    None if the engine can't report rejections.
    """
    if ctypes.sizeof(ctypes.c_void_p) != _POINTER or type(context).__basicsize__ != _KNOWN_SIZE:
        return None
    try:
        engine = _interface(library)
    except (OSError, AttributeError):
        return None
    pointers = ctypes.string_at(id(context) + _HEADER, 2 * _POINTER)
    runtime, inner = struct.unpack("2P", pointers)
    if not runtime or not inner or engine.JS_GetRuntime(inner) != runtime:
        return None
    call = _caller(engine, inner, listener)
    call()
    tracker = _TRACKER(lambda _context, promise, reason, handled, _: call(promise, reason, _flag(handled)))
    engine.JS_SetHostPromiseRejectionTracker(runtime, tracker, None)
    return tracker


def _flag(handled: bool) -> _Value:  # noqa: FBT001 - it is the engine's argument
    return _Value(int(handled), _BOOLEAN)


def _caller(engine: ctypes.PyDLL, inner: int, name: str) -> Callable[..., None]:
    """A Python function that calls this global function; something else must keep that alive."""
    world = engine.JS_GetGlobalObject(inner)
    function = engine.JS_GetPropertyStr(inner, world, name.encode("ascii"))
    engine.JS_FreeValue(inner, function)
    engine.JS_FreeValue(inner, world)
    nothing = _Value(0, _UNDEFINED)

    def call(*values: _Value) -> None:
        arguments = (_Value * len(values))(*values)
        result = engine.JS_Call(inner, function, nothing, len(values), arguments)
        if result.tag == _EXCEPTION:  # no memory, no stack or no time left: the script notices that itself
            result = engine.JS_GetException(inner)
        engine.JS_FreeValue(inner, result)

    return call


def _interface(library: str) -> ctypes.PyDLL:
    """The functions of the engine's C interface that are needed here. Raises OSError, AttributeError."""
    engine = ctypes.PyDLL(library)
    context, values = ctypes.c_void_p, ctypes.POINTER(_Value)
    _declare(engine.JS_GetRuntime, [context], ctypes.c_void_p)
    _declare(engine.JS_GetGlobalObject, [context], _Value)
    _declare(engine.JS_GetPropertyStr, [context, _Value, ctypes.c_char_p], _Value)
    _declare(engine.JS_Call, [context, _Value, _Value, ctypes.c_int, values], _Value)
    _declare(engine.JS_GetException, [context], _Value)
    _declare(engine.JS_FreeValue, [context, _Value], None)
    _declare(engine.JS_SetHostPromiseRejectionTracker, [ctypes.c_void_p, _TRACKER, ctypes.c_void_p], None)
    return engine


def _declare(function: ctypes._NamedFuncPointer, arguments: list[type], result: type | None) -> None:
    function.argtypes = arguments
    function.restype = result
