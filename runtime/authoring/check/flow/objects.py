"""What `new` makes on a path: promises, errors, lists, and objects of the script's own classes."""

from __future__ import annotations

from runtime.authoring.check.flow.lists import Lists
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import Closure, Frames, Items, Native, Symbol, Value

_LISTS = {"Array", "Set"}


class Objects(Lists):
    """Constructs things."""

    def _new(self, part: Part, frames: Frames) -> Value:
        with self.used:
            constructor = self.force(self.evaluate(part.get("constructor"), frames))
        given = self.given(part, frames)
        if isinstance(constructor, Native) and constructor.bound is None:
            known = self._built_in(constructor.name, given, part)
            if known is not None:
                return known
        if isinstance(constructor, Closure):
            return self._instance_of(constructor, given, part)
        for one in given:
            self.let_go(one)
        return Symbol(("made", *self.path.once(part)), murky=True)

    def _built_in(self, name: str, given: list[Value], part: Part) -> Value | None:
        if name == "Promise":
            return self.construct(given, part)
        if name.endswith("Error"):
            return Symbol(("error", part.id))
        if name in _LISTS and len(given) <= (name == "Set"):
            made = Items(self.path.once(part))
            self.path.items[made.number] = tuple(self.each(given[0])) if given else ()
            return made
        return None

    def _instance_of(self, constructor: Closure, given: list[Value], part: Part) -> Value:
        """An object of a class, or of a function that is used as one."""
        made = Symbol(("made", *self.path.once(part)))
        if self.peeking:
            return made
        self.path.fields[made, "#class"] = constructor
        own = constructor if constructor.part.type not in CLASSES else method_of(constructor, "constructor")
        if own is not None:
            with self.used:
                self.invoke(own, given, part, made)
        return made

    def field_of_made(self, of: Symbol, key: str) -> Value | None:
        """A method of an object that the script made; None if it has none of this name."""
        constructor = self.path.fields.get((of, "#class"))
        if not isinstance(constructor, Closure):
            return None
        if constructor.part.type in CLASSES:
            return method_of(constructor, key)
        return self.path.fields.get((Native("prototype", constructor), key))

    def given(self, part: Part, frames: Frames) -> list[Value]:
        """The arguments of a call."""
        raise NotImplementedError


CLASSES = {"class", "class_declaration"}


def method_of(constructor: Closure, key: str) -> Closure | None:
    """A method that a class's text has."""
    body = constructor.part.get("body")
    for one in () if body is None else body.kids:
        name = one.get("name")
        if one.type == "method_definition" and name is not None and name.text == key:
            return Closure(one, constructor.frames)
    return None
