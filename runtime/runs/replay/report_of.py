"""Makes the report of a recorded run again."""

from __future__ import annotations

from runtime.model.kind import InferredKind
from runtime.recording import End, Recording
from runtime.runs.report import Report, report
from runtime.runs.result import RunResult, Setting, Usage
from runtime.secrets import RecordedSecrets
from runtime.session.findings import findings


def report_of(recording: Recording) -> Report:
    """The report of a recorded run, masked like the recording; its `recording` is the file's name."""
    made = report(_result(recording))
    made.mws = recording.head.versions.get("mws", "")
    made.recording = recording.name
    return made


def _result(recording: Recording) -> RunResult:
    head, run = recording.head, recording.transcript
    end = recording.end or End(recording.ending.outcome)
    last = recording.entries[-1].t if recording.entries else 0.0
    seconds = (last if end.t is None else end.t) / 1000
    return RunResult(
        plan=recording.plan,
        setting=Setting(
            kind=InferredKind(recording.plan.kind, "as recorded"),
            world=head.world,
            cage=head.cage,
            layers=head.layers,
        ),
        ending=recording.ending,
        findings=end.findings if recording.end else findings(run),
        usage=Usage(seconds, end.cpu_seconds, end.memory_bytes),
        transcript=run,
        unmasked=run,
        entries=recording.entries,
        secrets=RecordedSecrets(),
        context=run.finishes[0].context if run.finishes else None,
    )
