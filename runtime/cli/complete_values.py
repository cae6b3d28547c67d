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

    found = files(FOLDER)
    called = [(short_id(file.name), file.name.removesuffix(ENDING).rpartition("_")[0]) for file in found]
    last = [("last", f"the last run, {called[0][0]}")] if called else []
    whole = [(file.name.removesuffix(ENDING), "") for file in found] if incomplete else []
    return _fitting(incomplete, last + called) or _fitting(incomplete, whole)


def runs_or_contexts(incomplete: str) -> Candidates:
    """Recordings, and shipped contexts as @NAME."""
    return contexts(incomplete) or recordings(incomplete)


def scripts(incomplete: str) -> Candidates:
    """Shipped scripts, as @NAME."""
    from runtime.inputs import samples

    return _marked(incomplete, samples.scripts())


def contexts(incomplete: str) -> Candidates:
    """Shipped contexts, as @NAME."""
    from runtime.inputs import samples

    return _marked(incomplete, samples.contexts())


def states(incomplete: str) -> Candidates:
    """Shipped states of the fakes, as @NAME."""
    from runtime.inputs import samples
    from runtime.world import services

    return [one for name in services.NAMES for one in _marked(incomplete, samples.states(name))]


def fakes(incomplete: str) -> Candidates:
    """Fake services by name, and with one of their shipped states: `goto=@NAME`."""
    from runtime.world import services

    service, equals, state = incomplete.partition("=")
    if equals:
        return [(f"{service}={one}", about) for one, about in states(state)]
    return _fitting(incomplete, [(name, "a fake service") for name in services.NAMES])


def script_names(incomplete: str) -> Candidates:
    """What the shipped scripts are called."""
    from runtime.inputs import samples

    return _described(incomplete, samples.scripts())


def context_names(incomplete: str) -> Candidates:
    """What the shipped contexts are called."""
    from runtime.inputs import samples

    return _described(incomplete, samples.contexts())


def answers_names(incomplete: str) -> Candidates:
    """What the shipped lists of answers are called."""
    from runtime.inputs import samples

    return _described(incomplete, samples.answers())


def cases(incomplete: str) -> Candidates:
    """The folders with test cases: tests/NAME, or below the folder that mws.toml names."""
    from runtime.authoring.project import found

    project = found()
    folder = Path((project and project.path(project.settings.test.folder or "tests")) or "tests")
    try:
        inside = sorted(one.name for one in folder.iterdir() if (one / "case.toml").is_file())
    except OSError:
        return []
    return _fitting(incomplete, [((folder / name).as_posix(), "") for name in inside])


def codes(incomplete: str) -> Candidates:
    """The codes of the rules of `mws check`; they are written in capital letters."""
    from runtime.authoring.check.rules import RULES

    return _fitting(incomplete.upper(), [(rule.code, rule.name) for rule in RULES])


def one_of(*words: str) -> Callable[[str], Candidates]:
    """Nothing but these words."""

    def fitting(incomplete: str) -> Candidates:
        return _fitting(incomplete, [(word, "") for word in words])

    return fitting


def _marked(incomplete: str, files: dict[str, Path]) -> Candidates:
    if not incomplete.startswith("@"):
        return []
    return [(f"@{name}", about) for name, about in _described(incomplete[1:], files)]


def _described(incomplete: str, files: dict[str, Path]) -> Candidates:
    from runtime.inputs import samples

    return [(name, samples.describe(file)) for name, file in files.items() if name.startswith(incomplete)]


def _fitting(incomplete: str, candidates: Iterable[tuple[str, str]]) -> Candidates:
    """Those that begin so, and don't look like an option."""
    fitting = [one for one in candidates if one[0].startswith(incomplete) and not one[0].startswith("-")]
    return fitting[:_MOST]
