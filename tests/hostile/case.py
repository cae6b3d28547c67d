"""A hostile script, and what its first line asks for.

    // what it exercises [context: NAME] [fake: NAME] [globals: timers] [kind: transformation] [expects: done]

All brackets can be left out. A context is a file beside the script, or a shipped one (`@unassigned`); a fake
is what `--fake` takes. `expects` names the outcomes of which one has to come; only our own tests read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from runtime.inputs.files import read_context, read_script
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.runs.launch import Order
from runtime.runs.world_choice import WorldChoice

USUAL_CONTEXT = "@assigned-new"
_ASIDE = re.compile(r"\[(context|fake|globals|kind|expects):\s*([^\]]+?)\s*\]")


@dataclass(frozen=True, slots=True)
class Case:
    """One script of a folder."""

    path: Path
    context: str = USUAL_CONTEXT
    fakes: tuple[str, ...] = ()
    timers: bool = False
    kind: str | None = None
    expects: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.stem

    def order(self, limits: Limits, recording: Path) -> Order:
        """The run that this is. Raises BadInput."""
        script = read_script(str(self.path))
        return Order(
            script=script,
            context=read_context(self.context),
            kind=infer_kind(script, self.kind),
            limits=limits,
            choice=WorldChoice(fakes=self.fakes),
            timers=self.timers,
            record=recording,
        )


def read(path: Path) -> Case:
    """The case in a file; one that can't be read says so when it is to run. Raises BadInput."""
    asides = _read_directives(path)
    context = asides.get("context", USUAL_CONTEXT)
    expects = frozenset(re.split(r"[\s,]+", asides["expects"])) if "expects" in asides else frozenset()
    where = f"{path}:1"
    _refuse_unknown(where, "expects", expects, set(Outcome))
    _refuse_unknown(where, "globals", {asides.get("globals", "timers")}, {"timers"})
    return Case(
        path,
        context if context.startswith("@") else str(path.parent / context),
        (asides["fake"],) if "fake" in asides else (),
        "globals" in asides,
        asides.get("kind"),
        expects,
    )


def _read_directives(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            first = file.readline(4096).decode("utf-8", "replace")
    except OSError:
        return {}
    return dict(_ASIDE.findall(first)) if first.lstrip("\ufeff").startswith("//") else {}


def _refuse_unknown(where: str, name: str, words: frozenset[str] | set[str], known: set[str]) -> None:
    if unknown := sorted(words - known):
        raise BadInput(where, f"[{name}: {unknown[0]}] is not known", f"Known: {', '.join(sorted(known))}.")


def folder(path: Path) -> list[Case]:
    """All scripts of a folder, by name. Raises BadInput if there is none to run."""
    if not path.is_dir():
        problem = "is not a folder" if path.exists() else "no such folder"
        raise BadInput(str(path), problem, "Name a folder that has *.js files in it.")
    try:
        files = sorted(path.glob("*.js"))
    except OSError as error:
        raise BadInput(str(path), f"can't be read: {error.strerror}") from error
    if not files:
        raise BadInput(str(path), "has no *.js file in it", "Name a folder that has.")
    return [read(file) for file in files]
