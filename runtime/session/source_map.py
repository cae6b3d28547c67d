"""Translates the engine's positions into the author's: the call in the script, in the columns of an editor.

The engine counts columns in UTF-8 bytes, and for a call it gives the position of the last name before the
call: for a request with ten lines of options that is a line of the options. So the script is parsed, and the
call around that position is looked up. The text itself is not changed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from tree_sitter import Node

from runtime.formats.javascript import Syntax
from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.script import Place, Script

_VERBS = (
    "get",
    "post",
    "put",
    "patch",
    "del",
    "head",
    "json",
    "postJson",
    "putJson",
    "patchJson",
    "request",
    "Request",
)
_LISTEN = ("on", "once", "addListener", "prependListener", "prependOnceListener")
_TIMERS = ("setTimeout", "setInterval", "setImmediate")
_CLEAR = ("clearTimeout", "clearInterval", "clearImmediate")

# The functions that a command can come from: the innermost call of such a name is taken. If the script has
# given the function another name, it is the innermost call of any function.
_NAMES: dict[type[Command], tuple[str, ...]] = {
    SendRequest: _VERBS,
    Listen: _LISTEN,
    Finish: ("done",),
    Log: ("log", "info", "warn", "error", "debug", "trace", "dir"),
    SetTimer: _TIMERS,
    ClearTimer: _CLEAR,
    AbortRequest: ("abort", "retry"),
}
# Errors of the call itself: their place is that of the call.
_CALL_ERRORS = ("not a function", "not a constructor")
# A hostile script can nest very deeply; to search through all levels would take too long.
_DEEPEST = 200
_CALLS = {"call_expression", "new_expression"}


class Places:
    """The positions of one script. Places outside the script are not changed."""

    def __init__(self, script: Script) -> None:
        """Parse the script. A text that isn't JavaScript has fewer calls."""
        self._syntax = _parse(script.text)
        self._found: dict[tuple[Place, tuple[str, ...]], Place] = {}

    def in_author_terms(self, command: Command) -> Command:
        """The same command with the author's places."""
        if isinstance(command, Throw):
            return replace(command, stack=tuple(self._frames(command)))
        if isinstance(command, Settle) or command.at is None:
            return command
        place_and_names = command.at, _NAMES[type(command)]
        if place_and_names not in self._found:  # a loop makes its calls at one place
            self._found[place_and_names] = self.call(*place_and_names)
        return replace(command, at=self._found[place_and_names])

    def call(self, place: Place, names: tuple[str, ...] = ()) -> Place:
        """The place of the call at the engine's `place`: that of the called function's name."""
        offset = self._syntax.offset(place)
        if offset is None:
            return place
        calls = list(self._calls_around(offset))
        matching = [node for node in calls if _name(node) in names]
        chosen = next(iter(matching or calls), None)
        return self.plain(place) if chosen is None else self._syntax.place(_callee(chosen).start_byte)

    def plain(self, place: Place) -> Place:
        """The same position with its column counted as editors do (UTF-16 units)."""
        offset = self._syntax.offset(place)
        return place if offset is None else self._syntax.place(offset)

    def _frames(self, throw: Throw) -> list[Place]:
        """The author's places of a stack: the innermost is that of the error, the others are calls."""
        calls = [self.call(frame) for frame in throw.stack]
        if calls and not throw.called and not throw.message.endswith(_CALL_ERRORS):
            calls[0] = self._throw_place(throw.stack[0])
        return calls

    def _throw_place(self, place: Place) -> Place:
        """The place of an error: for `throw new Error(...)`, which can span lines, that of `new`."""
        offset = self._syntax.offset(place)
        calls = [] if offset is None else self._calls_around(offset)
        for node in calls:
            if node.type == "new_expression" and node.parent and node.parent.type == "throw_statement":
                return self._syntax.at(node)
        return self.plain(place)

    def _calls_around(self, offset: int) -> list[Node]:
        """The calls around this byte, innermost first, up to the next function body."""
        node = self._syntax.root.descendant_for_byte_range(offset, offset)
        found = []
        for _ in range(_DEEPEST):
            if node is None or node.type == "statement_block":
                break
            if node.type in _CALLS:
                found.append(node)
            node = node.parent
        return found


@lru_cache(maxsize=4)
def _parse(text: str) -> Syntax:
    """The syntax tree of a text, cached: one script can run many times."""
    return Syntax(text)


def _callee(call: Node) -> Node:
    """The name in a call: `get` of `rest.get(...)`, `done` of `done(...)`."""
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor") or call
    return function.child_by_field_name("property") or function


def _name(call: Node) -> str:
    text = _callee(call).text
    return "" if text is None else text.decode("utf-8", "replace")
