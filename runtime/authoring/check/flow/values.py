"""The values that a script's names have on a path: what is known of them without running it."""

from __future__ import annotations

from typing import Any, NamedTuple, NewType

from runtime.authoring.check.flow.program import Part

Frame = NewType("Frame", tuple[int, int])
# The names of one call of a function, and of the functions around it, from the outside in.
Frames = tuple[Frame, ...]


_DEEPEST = 40  # symbols within symbols


class Constant(NamedTuple):
    """A value that is known. `kind` keeps 1 and true apart, which Python takes for the same."""

    value: Any
    kind: str


class Symbol(NamedTuple):
    """A value that isn't known, but has a name: the same name is the same value all along a path.

    A `murky` one was computed in a way that isn't followed here: what depends on it isn't sure.
    """

    name: tuple[Any, ...]
    murky: bool = False
    depth: int = 0

    @classmethod
    def of(cls, *name: Any, murky: bool = False) -> Symbol:
        """A symbol made of others. Beyond _DEEPEST levels nothing is known of it."""
        depth = 1
        for one in name:
            if isinstance(one, Symbol) and one.depth >= depth:
                depth = one.depth + 1
        return cls(name, murky, depth) if depth < _DEEPEST else cls(("deep",), murky=True)


class Closure(NamedTuple):
    """A function of the script, the names it sees, and the `this` and arguments that `bind` gave it."""

    part: Part
    frames: Frames
    this: Any = None
    arguments: tuple[Any, ...] = ()


class Native(NamedTuple):
    """A function of the engine or of MyWorkspace: `name` says which, `bound` what it belongs to."""

    name: str
    bound: Any = None


class RequestValue(NamedTuple):
    """A request, by its number."""

    number: tuple[int, int]


class PromiseValue(NamedTuple):
    """A promise, by its number."""

    number: tuple[int, int]


class ObjectValue(NamedTuple):
    """An object that the script made. Its fields are looked up in its text until they are overwritten."""

    part: Part
    frames: Frames
    number: int


class ListValue(NamedTuple):
    """An array that the script made; the path holds its elements."""

    number: tuple[int, int]


class Deferred(NamedTuple):
    """An expression that is evaluated only when something depends on it."""

    part: Part
    frames: Frames


class Comparison(NamedTuple):
    """A comparison with an unknown value: it is decided when something depends on it."""

    operator: str
    left: Any
    right: Any


class Negation(NamedTuple):
    """The negation of a value that isn't decided yet."""

    value: Any


Value = (
    Constant
    | Symbol
    | Closure
    | Native
    | RequestValue
    | PromiseValue
    | ObjectValue
    | ListValue
    | Deferred
    | Comparison
    | Negation
)

UNDEFINED = Constant(None, "undefined")
NULL = Constant(None, "null")
TRUE = Constant(True, "boolean")  # noqa: FBT003 - the value, not a switch
FALSE = Constant(False, "boolean")  # noqa: FBT003 - likewise


def number(value: float) -> Constant:
    """A number."""
    return Constant(value, "number")


def number_in(word: str) -> Value:
    """The value of a number literal."""
    try:
        return number(float(word) if word[:2].lower() not in {"0x", "0b", "0o"} else int(word, 0))
    except ValueError:
        return Symbol(("number", word))


def text(value: str) -> Constant:
    """A string."""
    return Constant(value, "string")


def truth_of(value: Constant) -> bool:
    """What a known value is in a condition."""
    return bool(value.value)
