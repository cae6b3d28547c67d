"""Coverage as an LCOV tracefile, which genhtml, editors and Codecov read: see geninfo(1).

A hit is a run: DA, FNDA and BRDA count the runs that reached a line, a function, a way at a branch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from runtime.authoring.coverage.merge import BranchCoverage, Coverage, ScriptCoverage, Share


def lcov(coverage: Coverage, root: str = "") -> str:
    """The whole file, to be written as UTF-8 with line feeds. Each script is a record of its own.

    Paths are told as the runs named their scripts; an absolute one is told from `root`, if it is below that.
    """
    return "".join(f"{line}\n" for one in coverage.scripts for line in _record(one, root))


def _record(covered: ScriptCoverage, root: str) -> Iterator[str]:
    yield "TN:mws"
    yield f"SF:{_path(covered.script.name, root)}"
    yield from _functions(covered)
    for number, branch in enumerate(covered.branches):
        yield from _branch(number, branch)
    yield from _sum("BR", covered.branch_share)
    for line, hits in covered.lines.items():
        yield f"DA:{line},{hits}"
    yield from _sum("L", covered.line_share)
    yield "end_of_record"


def _functions(covered: ScriptCoverage) -> Iterator[str]:
    """By names that differ from each other: readers know a function by its name alone."""
    plain = [_word(one.name) or "anonymous" for one, _ in covered.functions]
    many = Counter(plain)
    names = [
        name if many[name] == 1 and one.name else f"{name}@{one.at.line}:{one.at.column}"
        for name, (one, _) in zip(plain, covered.functions, strict=True)
    ]
    for name, (one, _) in zip(names, covered.functions, strict=True):
        yield f"FN:{one.at.line},{name}"
    for name, (_, hits) in zip(names, covered.functions, strict=True):
        yield f"FNDA:{hits},{name}"
    yield from _sum("FN", covered.function_share)


def _branch(number: int, branch: BranchCoverage) -> Iterator[str]:
    """`-` says that not even the branch was reached, 0 that no run went this way."""
    reached = any(hits for _, hits in branch.arms)
    for way, (_, hits) in enumerate(branch.arms):
        yield f"BRDA:{branch.at.line},{number},{way},{hits if reached else '-'}"


def _sum(what: str, share: Share) -> Iterator[str]:
    yield f"{what}F:{share.of}"
    yield f"{what}H:{share.reached}"


def _path(name: str, root: str) -> str:
    """The script's path with slashes, and without a leading ./ : readers compare paths by their text."""
    path = _as_path(name)
    base = _as_path(root) if root else None
    if base is not None and type(path) is type(base) and path.is_relative_to(base):
        path = path.relative_to(base)
    return _printable(path.as_posix())


def _as_path(name: str) -> PurePath:
    return PureWindowsPath(name) if "\\" in name or name[1:2] == ":" else PurePosixPath(name)


def _word(name: str) -> str:
    """A function's name without what separates fields."""
    return _printable(name).replace(",", "_")


def _printable(text: str) -> str:
    """Without what could end a line: a name may hold anything."""
    return "".join(one if one.isprintable() else "_" for one in text)
