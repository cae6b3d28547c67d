"""From the engine's positions to the author's: the call that he wrote, in the columns that his editor shows.

The engine counts columns in UTF-8 bytes, and of a call it remembers the last name before it takes place:
for a request whose options span ten lines that is a line of the options. So the script is parsed, and the
call around that position is looked up. The text itself is never touched.
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

# Which calls a command can come from: the innermost of that name is the one. A script may have given the
# function another name; then it is the innermost call of any.
_NAMES: dict[type[Command], tuple[str, ...]] = {
    SendRequest: _VERBS,
    Listen: _LISTEN,
    Finish: ("done",),
    Log: ("log", "info", "warn", "error", "debug", "trace", "dir"),
    SetTimer: _TIMERS,
    ClearTimer: _CLEAR,
    AbortRequest: ("abort", "retry"),
}
# Errors of the call itself: they stand where it stands.
_CALL_ERRORS = ("not a function", "not a constructor")
# A hostile script may nest as deep as it likes; looking that far up would take for ever.
_DEEPEST = 200
_CALLS = {"call_expression", "new_expression"}


class Places:
    """One script's positions. Places that aren't in the script come back as they are."""

    def __init__(self, script: Script) -> None:
        """Parse the script; a text that isn't JavaScript just has fewer calls in it."""
        self._syntax = _parse(script.text)
        self._found: dict[tuple[Place, tuple[str, ...]], Place] = {}

    def in_author_terms(self, command: Command) -> Command:
        """The same command with the author's places."""
        if isinstance(command, Throw):
            return replace(command, stack=tuple(self._frames(command)))
        if isinstance(command, Settle) or command.at is None:
            return command
        asked = command.at, _NAMES[type(command)]
        if asked not in self._found:  # a loop makes its calls at one place
            self._found[asked] = self.call(*asked)
        return replace(command, at=self._found[asked])

    def call(self, place: Place, names: tuple[str, ...] = ()) -> Place:
        """Where the call at the engine's `place` stands: at the name of the function that is called."""
        offset = self._syntax.offset(place)
        if offset is None:
            return place
        around = list(self._calls_around(offset))
        named = [node for node in around if _name(node) in names]
        chosen = next(iter(named or around), None)
        return self.plain(place) if chosen is None else self._syntax.place(_callee(chosen).start_byte)

    def plain(self, place: Place) -> Place:
        """The same position with its column counted as editors do (UTF-16 units)."""
        offset = self._syntax.offset(place)
        return place if offset is None else self._syntax.place(offset)

    def _frames(self, throw: Throw) -> list[Place]:
        """The innermost frame is where the error arose; the others are calls."""
        calls = [self.call(frame) for frame in throw.stack]
        if calls and not throw.called and not throw.message.endswith(_CALL_ERRORS):
            calls[0] = self._throw_place(throw.stack[0])
        return calls

    def _throw_place(self, place: Place) -> Place:
        """`throw new Error(...)` may span lines as well: it arose at its `new`."""
        offset = self._syntax.offset(place)
        around = [] if offset is None else self._calls_around(offset)
        for node in around:
            if node.type == "new_expression" and node.parent and node.parent.type == "throw_statement":
                return self._syntax.at(node)
        return self.plain(place)

    def _calls_around(self, offset: int) -> list[Node]:
        """The calls that hold this byte outside of any function body inside them, innermost first."""
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
    """Its syntax tree; of a script that runs again and again the same."""
    return Syntax(text)


def _callee(call: Node) -> Node:
    """The name in a call: `get` of `rest.get(...)`, `done` of `done(...)`."""
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor") or call
    return function.child_by_field_name("property") or function


def _name(call: Node) -> str:
    text = _callee(call).text
    return "" if text is None else text.decode("utf-8", "replace")
