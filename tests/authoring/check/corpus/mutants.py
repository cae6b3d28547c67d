"""Mutants: a correct script with one mistake in it, and what must be found. They stand in mutants.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from runtime.model.script import Script
from tests.authoring.check.corpus import scripts as corpus

_FILE = Path(__file__).with_name("mutants.toml")


@dataclass(frozen=True)
class Mutant:
    """One mistake; the fields are explained at the top of mutants.toml."""

    name: str
    script: str
    find: str
    replace: str
    finds: dict[str, str | list[str]]
    why: str
    also: tuple[str, ...] = ()
    shows: dict[str, str] | None = None

    def __str__(self) -> str:
        """The test's name."""
        return self.name

    @cached_property
    def changed(self) -> Script:
        """The script with the mistake."""
        script = corpus.script(self.script)
        return replace(script, text=script.text.replace(self.find, self.replace))

    @property
    def codes(self) -> frozenset[str]:
        """All codes that must or may be found."""
        return frozenset(code for codes in self.finds for code in codes.split("|")) | set(self.also)

    @property
    def way(self) -> corpus.Way:
        """On which way through the script a run shows the mistake."""
        ways = [*corpus.good_ways(), *corpus.failing_ways()]
        return next(way for way in ways if str(way) == f"{self.script} {(self.shows or {})['way']}")

    def lines(self, codes: str) -> frozenset[int]:
        """The lines at which a finding of these codes may stand; none for any line."""
        places = self.finds[codes]
        texts = [places] if isinstance(places, str) else places
        return frozenset(self.line(text) for text in texts if text)

    def line(self, text: str) -> int:
        """The line at which a text begins, which stands in the changed script once."""
        assert self.changed.text.count(text) == 1, (self.name, text)
        return 1 + self.changed.text[: self.changed.text.index(text)].count("\n")


def mutants() -> list[Mutant]:
    """All of them, each with a name that is its own."""
    found: dict[str, int] = {}
    made = []
    for raw in tomllib.loads(_FILE.read_text("utf-8"))["mutant"]:
        name = f"{' '.join(raw['finds'])} in {raw['script']}"
        found[name] = found.get(name, 0) + 1
        raw["also"] = tuple(raw.get("also", ()))
        made.append(Mutant(f"{name} {found[name]}", **raw))
    return made
