"""What a recorded run did, as the report that its run made."""

from __future__ import annotations

from runtime.model.kind import Inferred
from runtime.recording import End, Recording
from runtime.runs.masked_log import Ledger
from runtime.runs.plan import Ran, Usage
from runtime.runs.replay.setup import plan_of
from runtime.runs.report import Report, Setting, report
from runtime.secrets import MaskedAlready
from runtime.session.findings import findings


def retold(recording: Recording) -> Report:
    """The report of a recorded run, masked as the recording is; `recording` in it is the file's name."""
    plan = plan_of(recording)
    head, seen = recording.head, recording.transcript
    ledger = Ledger(MaskedAlready(), transcript=seen)
    setting = Setting(Inferred(plan.kind, "as recorded"), head.cage, head.layers, head.world)
    made = report(plan, setting, _ran(recording), ledger)
    made.mws = head.versions.get("mws", "")
    made.recording = recording.name
    return made


def _ran(recording: Recording) -> Ran:
    end, seen = recording.end or End(recording.ending.outcome), recording.transcript
    last = recording.entries[-1].t if recording.entries else 0.0
    seconds = (last if end.t is None else end.t) / 1000
    usage = Usage(seconds, end.cpu_seconds, end.memory_bytes)
    found = list(end.findings) if recording.end else findings(seen)
    result = seen.finishes[0].context if seen.finishes else None
    return Ran(recording.ending, found, usage, result)
