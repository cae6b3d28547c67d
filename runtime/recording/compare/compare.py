"""Compares two recorded runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from runtime.formats.json_diff import differences_of_texts
from runtime.model.limits import Limits
from runtime.recording import Head, Recording
from runtime.recording.compare import exchanges
from runtime.recording.compare.comparison import (
    FieldDifference,
    Line,
    RunComparison,
    Side,
    compare_texts,
    limit_changes,
    shorten,
)
from runtime.recording.compare.lcs import align
from runtime.recording.compare.script_diff import script_difference
from runtime.recording.compare.stand_ins import rename_stand_ins
from runtime.session.findings import findings
from runtime.session.transcript import Transcript

_STAND_INS = (
    "other stand-ins for secrets: they don't count as a difference, as the secrets may be the same (a secret "
    "has the same stand-in only in recordings of one folder)"
)


def compare_runs(before: Recording, after: Recording) -> RunComparison:
    """Compare two runs; `same` is true if they differ only in values that differ between any two runs."""
    others = 0
    if _may_be_masked(before) and _may_be_masked(after):
        before, others = rename_stand_ins(before, after)
    one, other = _ComparedRun(before, before.transcript), _ComparedRun(after, after.transcript)
    script = script_difference(before.plan.script, after.plan.script)
    outcome = _outcomes(before, after, places=script.same)
    alike, requests = exchanges.compare_exchanges(one.transcript, other.transcript)
    contexts = _context(before.plan.context, after.plan.context)
    results = _context(one.result, other.result)
    found, console = _findings(one, other), _console(one.transcript, other.transcript)
    differing = [not script.same, outcome, requests, contexts, results, found, console]
    return RunComparison(
        not any(differing),
        one.side,
        other.side,
        [_STAND_INS] if others else [],
        _compare_setup(before.head, after.head),
        script,
        outcome,
        alike,
        requests,
        contexts,
        results,
        found,
        console,
    )


def _may_be_masked(recording: Recording) -> bool:
    return recording.end is None or recording.end.masked


@dataclass(frozen=True, slots=True)
class _ComparedRun:
    recording: Recording
    transcript: Transcript

    @property
    def side(self) -> Side:
        one = self.recording
        sent = len(self.transcript.exchanges)
        return Side(one.name, one.plan.started, one.ending.outcome, sent, one.cut, bool(one.edited))

    @property
    def result(self) -> str | None:
        return self.transcript.finishes[0].context if self.transcript.finishes else None

    @property
    def findings(self) -> Counter[tuple[str, str]]:
        end = self.recording.end
        return Counter((one.code, one.text) for one in (end.findings if end else findings(self.transcript)))


def _compare_setup(before: Head, after: Head) -> list[FieldDifference]:
    one, other = _surroundings(before), _surroundings(after)
    return [*compare_texts((name, one.get(name), other.get(name)) for name in dict.fromkeys((*one, *other)))]


def _surroundings(head: Head) -> dict[str, str]:
    limits = {f"limit {one.name}": str(getattr(head.plan.limits, one.name)) for one in fields(Limits)}
    return {
        **head.versions,
        **limits,
        "kind": head.plan.kind,
        "timers": "given" if head.plan.timers else "not given",
        "world": head.world,
        "cage": head.cage,
        "layers": ", ".join(head.layers),
        "time zone": head.time_zone,
    }


def _outcomes(before: Recording, after: Recording, *, places: bool) -> list[FieldDifference]:
    one, other = before.ending, after.ending
    rows: list[tuple[str, str | None, str | None]] = [
        ("outcome", one.outcome, other.outcome),
        ("why", one.detail or None, other.detail or None),
    ]
    if places:  # in another script, a place means something else
        rows.append(("where", before.plan.script.where(one.at), before.plan.script.where(other.at)))
    return [*compare_texts(rows)]


def _context(before: str | None, after: str | None) -> FieldDifference | None:
    if before == after:
        return None
    if before is None or after is None:
        one, other = (None if text is None else "given back" for text in (before, after))
        return FieldDifference("context", one, other, [])
    changes = differences_of_texts(before, after)
    return FieldDifference("context", None, None, *limit_changes(changes)) if changes else None


def _findings(before: _ComparedRun, after: _ComparedRun) -> list[Line]:
    one, other = before.findings, after.findings
    gone = [Line("removed", shorten(text), code) for code, text in (one - other).elements()]
    return gone + [Line("added", shorten(text), code) for code, text in (other - one).elements()]


def _console(before: Transcript, after: Transcript) -> list[Line]:
    one, other = _console_lines(before), _console_lines(after)
    found = []
    for left, right in align(one, other, lambda text: text):
        if right is None and left is not None:
            found.append(Line("removed", shorten(one[left])))
        elif left is None and right is not None:
            found.append(Line("added", shorten(other[right])))
    return found


def _console_lines(transcript: Transcript) -> list[str]:
    return [f"console.{log.level}: {log.text}" for log, _ in transcript.logs]
