"""Completion: what things are called that have names on disk. Each function knows one kind of them.

Where files are meant, too, names that begin with `@` are offered only to who has written that: everybody else
gets files, from the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

Candidates = list[tuple[str, str]]  # a word, and what it is

_MOST = 200


def recordings(incomplete: str) -> Candidates:
    """`last`, and short ids, the newest first; files' names to who has written how one begins."""
    from runtime.runs.recorder import FOLDER
    from runtime.runs.store.folder import ENDING, files, short_id

    recorded_files = files(FOLDER)
    called = [
        (short_id(file.name), file.name.removesuffix(ENDING).rpartition("_")[0]) for file in recorded_files
    ]
    last = [("last", f"the last run, {called[0][0]}")] if called else []
    full_names = [(file.name.removesuffix(ENDING), "") for file in recorded_files] if incomplete else []
    return _that_fit(incomplete, last + called) or _that_fit(incomplete, full_names)


def runs_or_contexts(incomplete: str) -> Candidates:
    """Recordings, and shipped contexts as @NAME."""
    return contexts(incomplete) or recordings(incomplete)


def scripts(incomplete: str) -> Candidates:
    """Shipped scripts, as @NAME."""
    from runtime.inputs import samples

    return _with_marks(incomplete, samples.scripts())


def contexts(incomplete: str) -> Candidates:
    """Shipped contexts, as @NAME."""
    from runtime.inputs import samples

    return _with_marks(incomplete, samples.contexts())


def states(incomplete: str) -> Candidates:
    """Shipped states of the fakes, as @NAME."""
    from runtime.inputs import samples
    from runtime.world import services

    return [one for name in services.NAMES for one in _with_marks(incomplete, samples.states(name))]


def fakes(incomplete: str) -> Candidates:
    """Fake services by name, and with one of their shipped states: `goto=@NAME`."""
    from runtime.world import services

    service, equals, state = incomplete.partition("=")
    if equals:
        return [(f"{service}={one}", about) for one, about in states(state)]
    return _that_fit(incomplete, [(name, "a fake service") for name in services.NAMES])


def script_names(incomplete: str) -> Candidates:
    """What the shipped scripts are called."""
    from runtime.inputs import samples

    return _with_descriptions(incomplete, samples.scripts())


def context_names(incomplete: str) -> Candidates:
    """What the shipped contexts are called."""
    from runtime.inputs import samples

    return _with_descriptions(incomplete, samples.contexts())


def answers_names(incomplete: str) -> Candidates:
    """What the shipped lists of answers are called."""
    from runtime.inputs import samples

    return _with_descriptions(incomplete, samples.answers())


def cases(incomplete: str) -> Candidates:
    """The folders with test cases: tests/NAME, or below the folder that mws.toml names."""
    from runtime.authoring.project import find_project

    project = find_project()
    folder = Path((project and project.path(project.settings.test.folder or "tests")) or "tests")
    try:
        inside = sorted(one.name for one in folder.iterdir() if (one / "case.toml").is_file())
    except OSError:
        return []
    return _that_fit(incomplete, [((folder / name).as_posix(), "") for name in inside])


def codes(incomplete: str) -> Candidates:
    """The codes of the rules of `mws check`; they are written in capital letters."""
    from runtime.authoring.check.rules import RULES

    return _that_fit(incomplete.upper(), [(rule.code, rule.name) for rule in RULES])


def one_of(*words: str) -> Callable[[str], Candidates]:
    """Nothing but these words."""

    def candidates_for(incomplete: str) -> Candidates:
        return _that_fit(incomplete, [(word, "") for word in words])

    return candidates_for


def _with_marks(incomplete: str, files: dict[str, Path]) -> Candidates:
    if not incomplete.startswith("@"):
        return []
    return [(f"@{name}", about) for name, about in _with_descriptions(incomplete[1:], files)]


def _with_descriptions(incomplete: str, files: dict[str, Path]) -> Candidates:
    from runtime.inputs import samples

    return [(name, samples.describe(file)) for name, file in files.items() if name.startswith(incomplete)]


def _that_fit(incomplete: str, candidates: Iterable[tuple[str, str]]) -> Candidates:
    """Those that begin so, and don't look like an option."""
    candidates_for = [
        one for one in candidates if one[0].startswith(incomplete) and not one[0].startswith("-")
    ]
    return candidates_for[:_MOST]
