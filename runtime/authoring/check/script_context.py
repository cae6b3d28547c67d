"""A script under check: its text and tree, its names, and what is known of where it will run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from runtime.authoring.check.flow import Flow, walk_paths
from runtime.authoring.check.origins import Origins
from runtime.authoring.check.scopes import Scopes
from runtime.formats.javascript import Syntax
from runtime.model.kind import Kind
from runtime.model.script import Place, Script


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of where scripts will run.

    `target` is an ECMAScript version, es2015 and so on; `assumed` if nobody has named it. `fields` are the
    paths of fields that the project's contexts have, beside the documented ones. `globals` are sets of
    globals that scripts get all the same ("timers").
    """

    target: str = "es2015"
    assumed: bool = True
    fields: frozenset[tuple[str, ...]] = frozenset()
    globals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CompileError:
    """The engine's own word on a text that it can't compile; its place in editors' columns, if it has one."""

    message: str
    at: Place | None = None


@dataclass(frozen=True)
class Subject:
    """One script, parsed once for all rules. `refused` is the engine's word, asked for before."""

    script: Script
    kind: Kind = Kind.WORKFLOW
    surroundings: Surroundings = field(default_factory=Surroundings)
    compile_error: CompileError | None = None

    @cached_property
    def syntax(self) -> Syntax:
        """Its tree."""
        return Syntax(self.script.text)

    @cached_property
    def scopes(self) -> Scopes:
        """Its names."""
        return Scopes(self.syntax)

    @cached_property
    def origins(self) -> Origins:
        """Where its values come from."""
        return Origins(self.syntax, self.scopes)

    @cached_property
    def flow(self) -> Flow:
        """What its paths show."""
        return walk_paths(self.syntax, self.scopes)
