"""Coverage as values for machines, as `mws schema coverage` describes them: names and places, no text."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.coverage.merge import Coverage, ScriptCoverage, Share


@dataclass(slots=True)
class ShareFacts:
    """So many reached, of so many; `percent` is null where there is nothing to reach."""

    reached: int
    of: int
    percent: float | None


@dataclass(slots=True)
class LineFacts:
    """A line on which a statement begins; `hits` is in how many runs it was reached."""

    line: int
    hits: int


@dataclass(slots=True)
class FunctionFacts:
    """A function; `name` is empty where the text gives it none, `hits` is in how many runs it was called."""

    name: str
    line: int
    column: int
    hits: int


@dataclass(slots=True)
class ArmFacts:
    """One way at a branch; `name` is what stands there for it. In a chain of && || ?? each operand is one."""

    name: str
    line: int
    column: int
    hits: int


@dataclass(slots=True)
class BranchFacts:
    """A branch; `kind` is if, ?:, logical, switch, default value or assignment."""

    kind: str
    line: int
    column: int
    arms: list[ArmFacts]


@dataclass(slots=True)
class ScriptCoverageFacts:
    """One script, over so many runs of it. `branch_share` is of all ways at all branches."""

    script: str
    sha256: str
    runs: int
    line_share: ShareFacts
    branch_share: ShareFacts
    function_share: ShareFacts
    lines: list[LineFacts]
    branches: list[BranchFacts]
    functions: list[FunctionFacts]


@dataclass(slots=True)
class UntrustedFacts:
    """A run that could not be measured, and why; `script` is null where none could be read."""

    recording: str
    script: str | None
    why: str


@dataclass(slots=True)
class CoverageFacts:
    """All scripts, what they come to together, and the runs that are not in it."""

    lines: ShareFacts
    branches: ShareFacts
    functions: ShareFacts
    scripts: list[ScriptCoverageFacts]
    untrusted: list[UntrustedFacts]


def facts(coverage: Coverage) -> CoverageFacts:
    """The same for machines."""
    untrusted = [
        UntrustedFacts(one.recording, one.script.name if one.script else None, one.why)
        for one in coverage.untrusted
    ]
    return CoverageFacts(
        _share(coverage.lines),
        _share(coverage.branches),
        _share(coverage.functions),
        [_script(one) for one in coverage.scripts],
        untrusted,
    )


def _script(covered: ScriptCoverage) -> ScriptCoverageFacts:
    branches = [
        BranchFacts(branch.kind, *branch.at, [ArmFacts(arm.name, *arm.at, hits) for arm, hits in branch.arms])
        for branch in covered.branches
    ]
    return ScriptCoverageFacts(
        covered.script.name,
        covered.script.sha256,
        covered.runs,
        _share(covered.line_share),
        _share(covered.branch_share),
        _share(covered.function_share),
        [LineFacts(*one) for one in covered.lines.items()],
        branches,
        [FunctionFacts(one.name, *one.at, hits) for one, hits in covered.functions],
    )


def _share(share: Share) -> ShareFacts:
    percent = share.percent
    return ShareFacts(share.reached, share.of, None if percent is None else round(percent, 4))
