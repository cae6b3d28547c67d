"""Every fault does to a script what its name says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runtime.authoring.faults.faults import FAULTS
from runtime.model.events import Responded
from runtime.model.http import first_header
from runtime.runs.replay.fork import Fork
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.authoring.faults.scripts import OK
from tests.runs.replay.recording import URL, Recordings

TELLS = f"""
rest.get('{URL}/a', {{timeout: 2000}}).on('complete', function (data, response) {{
  context.got = [
    data instanceof Error ? data.code : data && typeof data, response ? response.statusCode : null];
  done(context);
}}).on('timeout', function () {{ context.got = 'nothing'; done(context); }});
"""
SEEN: dict[str, Any] = {
    **{status: ["object", int(status)] for status in ("401", "403", "404", "409", "429", "500")},
    "html": ["string", 503],
    "page": ["string", 200],
    "empty": [None, 200],
    "cut": ["ECONNRESET", None],
    "refused": ["ECONNREFUSED", None],
    "timeout": "nothing",
}


def inject(fault: str, folder: Path) -> tuple[Any, Any]:
    """What a script saw of a fault, and the head of the answer."""
    recording = Recordings(folder).record(TELLS, OK)
    at = next(entry.seq for entry in recording.entries if isinstance(entry.what, Responded))
    path = folder / "fork.jsonl"
    wanted = Fork(
        recording=recording,
        at=at,
        answer=FAULTS[fault].answer,
        choice=WorldChoice(),
        record=path,
        hurries=True,
    )
    report = running.run_fork(wanted).report
    assert report is not None
    heads = [one.what for one in open_recording(path).entries if isinstance(one.what, Responded)]
    return report.context.after["got"], heads[0] if heads else None


def test_there_are_the_faults_that_services_have() -> None:
    """Their names are what cases allow them by: one that is renamed breaks them."""
    assert list(FAULTS) == list(SEEN)


@pytest.mark.parametrize("fault", SEEN)
def test_a_script_sees_the_fault(fault: str, tmp_path: Path) -> None:
    """As data and response, as an Error, or not at all: without anybody waiting for it."""
    got, _ = inject(fault, tmp_path)
    assert got == SEEN[fault]


@pytest.mark.parametrize(
    ("fault", "header", "value"),
    [
        ("401", "WWW-Authenticate", 'Bearer error="invalid_token"'),
        ("429", "Retry-After", "30"),
        ("html", "Content-Type", "text/html; charset=utf-8"),
        ("empty", "Content-Type", "application/json"),
    ],
)
def test_a_fault_has_the_headers_that_services_send(
    fault: str, header: str, value: str, tmp_path: Path
) -> None:
    """A script may well go by them."""
    _, head = inject(fault, tmp_path)
    assert first_header(head.headers, header) == value
