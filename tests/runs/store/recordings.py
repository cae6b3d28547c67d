"""Recordings as tests want them: whole files, without a run."""

from __future__ import annotations

import calendar
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from runtime.model.commands import SendRequest
from runtime.model.events import Begun
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.plan import Plan
from runtime.model.script import Place, Script
from runtime.recording import End, Head, Parent, end_line, entry_line, head_line
from runtime.recording.chain import Chain
from runtime.runs.recorder import FOLDER
from runtime.runs.store.folder import STAMP
from runtime.session.findings import Finding
from runtime.session.transcript import Entry

HEAD = Head(
    plan=Plan(
        script=Script("done(context);\n", name="a.js", sha256="00ff" * 16),
        context='{"a": 1}',
        kind=Kind.WORKFLOW,
        timers=False,
        seed=(1, 2, 3, 4),
        started=1_700_000_000_000,
        limits=Limits(),
    ),
    world="fake goto",
    cage="spawn",
    versions={"mws": "0.1.0"},
)
REQUEST = Request(1, "GET", "https", "api.example.com", 443, "/users", (), b"", False)  # noqa: FBT003
AT = "2025-03-24_10-11-12"


def write_recording(
    name: str = f"{AT}_a_3f2a1b",
    folder: Path = FOLDER,
    *,
    script: str = "a.js",
    sha256: str = HEAD.plan.script.sha256,
    outcome: str | None = "done",
    requests: int = 0,
    findings: int = 0,
    parent: str = "",
    written: str = AT,
) -> Path:
    """A recording of this name; without an outcome it breaks off. `written` is its last write, in UTC."""
    head = replace(
        HEAD,
        plan=replace(HEAD.plan, script=replace(HEAD.plan.script, name=script, sha256=sha256)),
        parent=Parent(parent, 1, "00" * 8) if parent else None,
    )
    lines = [head_line(head), entry_line(Entry(1, 0.0, Begun()))]
    lines += [entry_line(Entry(2 + at, 1.5, _request(1 + at))) for at in range(requests)]
    if outcome is not None:
        found = tuple(Finding("failed-unseen", "nobody saw it", None) for _ in range(findings))
        lines.append(end_line(End(Outcome(outcome), findings=found, t=1234.0)))
    return put(folder / f"{name}.jsonl", "".join(seal_lines(lines)), written)


def put(path: Path, text: str, written: str = AT) -> Path:
    """A file with this text that was last written to then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    seconds = calendar.timegm(time.strptime(written, STAMP))
    os.utime(path, (seconds, seconds))
    return path


def seal_lines(lines: list[dict[str, Any]]) -> Iterator[str]:
    chain = Chain()
    for line in lines:
        yield chain.seal(json.dumps(line, ensure_ascii=False)) + "\n"


def _request(number: int) -> SendRequest:
    return SendRequest(replace(REQUEST, id=number), Place(1, 1))
