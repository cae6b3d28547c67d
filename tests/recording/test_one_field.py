"""One field of a recorded answer is another: either the script doesn't mind, or the replay says where it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from runtime.model.events import Failed, Received, Responded
from runtime.recording import Recording
from runtime.runs.store import open_recording
from runtime.session.transcript import Entry
from tests import running
from tests.paths import RECORDINGS
from tests.runs.replay.recording import URL, Recordings

# Everything that a script can see of two answers, put where it shows: into the next request, or the result.
CURIOUS = f"""
function seen(data, response) {{
  return response ? [response.statusCode, response.statusMessage, response.httpVersion, response.rawHeaders,
    response.rawTrailers, data, response.raw ? response.raw.toString('base64') : null] : [data.message, data.code];
}}
rest.get('{URL}/a').on('complete', function (data, response) {{
  rest.postJson('{URL}/b', {{seen: seen(data, response)}}).on('complete', function (data, response) {{
    context.seen = seen(data, response);
    done(context);
  }});
}});
"""


def answers(recording: Recording) -> Iterator[Entry]:
    """The recorded events that a service has caused."""
    return (e for e in recording.entries if isinstance(e.what, Responded | Received | Failed))


def others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}1"
    elif isinstance(value, bytes):
        yield value.replace(b"7", b"8") if b"7" in value else value + b" "
    elif isinstance(value, tuple) and value and isinstance(value[0], tuple):
        yield from (
            (*value[:n], (name, f"{content}1"), *value[n + 1 :]) for n, (name, content) in enumerate(value)
        )
        yield value[1:]


def mutants(recording: Recording) -> Iterator[tuple[str, int, Recording]]:
    """The recording with one field of one answer changed: which, on which line."""
    for entry in answers(recording):
        for field in fields(entry.what):
            if field.name == "request":
                continue
            for other in others(getattr(entry.what, field.name)):
                what = replace(entry.what, **{field.name: other})
                changed = tuple(replace(e, what=what) if e is entry else e for e in recording.entries)
                yield field.name, entry.seq, replace(recording, entries=changed)


def test_what_a_script_looks_at_can_not_change_unnoticed(tmp_path: Path) -> None:
    """And it is noticed at the first line that follows from it: the request, or the result."""
    first = {"json": {"id": 7}, "headers": {"X-A": "7"}}
    recording = Recordings(tmp_path).record(CURIOUS, first, {"status": 201, "json": [7]})
    told = [e.seq for e in recording.entries if type(e.what).__name__ in {"SendRequest", "Finish"}]
    unnoticed = []
    for name, seq, mutant in mutants(recording):
        replayed = running.run_replay(mutant)
        expected = next(line for line in told if line > seq)
        if replayed.identical:
            unnoticed.append(name)
        else:
            assert replayed.divergence is not None
            assert seq < (replayed.divergence.line or 0) <= expected, (name, replayed.divergence)
    # Whether head and body came in one packet decides about timing only.
    assert set(unnoticed) <= {"whole"}


@pytest.mark.parametrize("path", sorted((RECORDINGS / "v2").glob("*.jsonl")), ids=lambda path: path.stem)
def test_any_change_to_an_answer_does_not_matter_or_is_told_behind_it(path: Path) -> None:
    """Of every recording here."""
    recording = open_recording(path)
    for name, seq, mutant in mutants(recording):
        replayed = running.run_replay(mutant)
        before = running.run_replay(recording).identical
        if replayed.divergence is not None and before:
            assert (replayed.divergence.line or len(recording.entries) + 1) > seq, (name, seq)
        else:
            assert replayed.identical == before


def test_what_a_script_does_not_look_at_does_not_matter(tmp_path: Path) -> None:
    """A reason phrase, a header that nobody reads."""
    text = f"rest.get('{URL}/a').on('complete', function () {{ done(context); }});"
    recording = Recordings(tmp_path).record(text, {"json": {"id": 7}})
    same = {name for name, _, mutant in mutants(recording) if running.run_replay(mutant).identical}
    assert {"reason", "headers", "body"} <= same
