"""The names of a script: their values on a path."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import UNDEFINED, Frames, Native, Symbol, Value
from runtime.authoring.check.flow.walk import Walk

# What a call has beside its variables, whose keys are their ids.
THIS, ARGUMENTS = 0, 1
_GLOBALS = {
    "done",
    "rest",
    "console",
    "Promise",
    "JSON",
    "Array",
    "Object",
    "String",
    "Number",
    "Boolean",
    "Math",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "queueMicrotask",
    "process",
    "Error",
    "TypeError",
    "Date",
    "RegExp",
    "encodeURIComponent",
    "decodeURIComponent",
    "parseInt",
    "parseFloat",
    "isNaN",
    "Buffer",
    "Symbol",
    "Map",
    "Set",
    "Function",
}


@dataclass(slots=True, kw_only=True)
class Names:
    """Reads and writes names."""

    walk: Walk

    def read(self, part: Part, frames: Frames) -> Value:
        variable = self.walk.program.variable(part)
        if variable is None:
            word = part.text
            if word == "undefined":
                return UNDEFINED
            if word == "context":
                return Symbol(("context",))
            if word == "arguments":
                return self._arguments(frames)
            return Native(word) if word in _GLOBALS else Symbol(("global", word))
        names, key = self.walk.path.names, id(variable)
        for frame in reversed(frames):
            found = names.get((frame, key))
            if found is not None:
                return found
        return UNDEFINED if variable.kind in {"var", "let", "const"} else Symbol(("name", key), murky=True)

    def _arguments(self, frames: Frames) -> Value:
        """The arguments of the innermost function; an arrow function has none of its own."""
        found = (self.walk.path.names.get((frame, ARGUMENTS)) for frame in reversed(frames))
        return next((one for one in found if one is not None), Symbol(("arguments",), murky=True))

    def write(self, part: Part, value: Value, frames: Frames, *, declare: bool = False) -> None:
        """Put a value into a name: where it was declared, or into the innermost frame with `declare`."""
        variable = self.walk.program.variable(part)
        if variable is None or self.walk.peeking:
            return
        names, key = self.walk.path.names, id(variable)
        if not declare:
            for frame in reversed(frames):
                if (frame, key) in names:
                    names[frame, key] = value
                    return
        names[frames[-1], key] = value

    def read_this(self, _part: Part, frames: Frames) -> Value:
        for frame in reversed(frames):
            found = self.walk.path.names.get((frame, THIS))
            if found is not None:
                return found
        return Symbol(("this",))
