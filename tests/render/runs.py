"""Recordings to make pages of: shipped ones, long ones, and one that is hostile in every field."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.events import Begun, Event, Failed, Fired, HeldBack, Received, Responded
from runtime.model.http import Failure, Request
from runtime.model.outcome import Outcome
from runtime.model.script import Place, Script
from runtime.recording import Recording
from runtime.recording.model import End, Head, Parent
from runtime.render.page import page
from runtime.runs.replay.report_of import report_of
from runtime.runs.store import open_recording
from runtime.session.findings import Finding
from runtime.session.transcript import Entry
from tests.paths import RECORDINGS

FOLDER = RECORDINGS
RECORDED = sorted(FOLDER.glob("v*/*.jsonl"))


def read_shipped(name: str) -> Recording:
    """A recording of `tests/recording/v2`."""
    return open_recording(FOLDER / "v2" / f"{name}.jsonl", f"{name}.jsonl")


def page_of(recording: Recording) -> str:
    return page(recording, report_of(recording))


def write_page(recording: Recording, file: Path) -> Path:
    file.write_text(page_of(recording), "utf-8", newline="\n")
    return file


def with_entries(recording: Recording, whats: Iterable[Command | Event]) -> Recording:
    """The recording with other entries, a millisecond apart."""
    entries = tuple(Entry(seq, float(seq), what) for seq, what in enumerate(whats, start=1))
    return dataclasses.replace(recording, entries=entries)


def long(requests: int, body: bytes = b'{"key":6581286685341855244}') -> Recording:
    """A run of so many requests, two lines of the script taking turns."""
    done = read_shipped("done")
    whats: list[Command | Event] = [Begun()]
    for number in range(1, requests + 1):
        target = f"/admin/rest/v1/users/{number}"
        request = Request(number, "GET", "https", "api.getgo.com", 443, target, (("Accept", "*/*"),))
        whats += [
            SendRequest(request, Place(83 if number % 2 else 55, 10)),
            Listen(number, "complete", Place(96, 30)),
        ]
        whats += [
            Responded(number, 200, "OK", (("Content-Type", "application/json"),)),
            Received(number, body),
        ]
        whats += [Settle(number, "success")]
    return with_entries(done, [*whats, Finish(done.plan.context, at=Place(37, 5))])


def large() -> Recording:
    """A recording that no run writes: megabytes where there are words, thousands where there are few."""
    done = read_shipped("done")
    head = dataclasses.replace(
        done.head,
        plan=dataclasses.replace(
            done.plan,
            script=dataclasses.replace(done.plan.script, text="x" * 7_000_000, name="n" * 1_000_000),
            context=json.dumps("c" * 3_000_000),
        ),
        world="w" * 6_000_000,
        layers=("layer",) * 100_000,
        versions={f"part {number}": "v" * 1000 for number in range(5_000)},
        parent=Parent("p" * 5_000_000, 1, "0" * 16),
    )
    ends = End(Outcome.THREW, "d" * 5_000_000, Place(1, 1), (Place(1, 1),) * 100_000, ("pending",) * 100_000)
    lines = [Log("log", "l" * 5_000) for _ in range(2_000)]
    return with_entries(dataclasses.replace(done, head=head, end=ends), [*lines, Throw("t" * 7_000_000)])


def payload(field: str) -> str:
    """What would act on a page as markup, code, an address, an end of its data, or turn its text around."""
    code = "window.owned=1;document.title='owned'"
    return (
        f'{field}</script></style></title></textarea><img src=x onerror="{code}"><script>{code}</script>'
        f'<iframe srcdoc="<script>parent.owned=1</script>"></iframe><svg onload="{code}"></svg><!--<script>'
        f"<script ]]>javascript:{code}//$data ${{data}} &lt;\u202e\u2066\u200b\0\ud800\u2028\u2029\r\n'\"`\\"
    )


def hostile() -> Recording:
    """A recording whose every text is hostile."""
    place = Place(1, 1)
    failure = Failure(payload("failure"))
    return with_entries(
        Recording(
            payload("recording name"), _head(), (), _end(place, failure), cut=payload("cut"), edited=(3,)
        ),
        [
            Begun(),
            SendRequest(_request(1), place, payload("because")),
            Listen(1, payload("event"), place),
            Listen(1, "complete", place),
            Responded(1, 200, payload("reason"), ((payload("header name"), payload("header value")),), "1.1"),
            Received(1, json.dumps({payload("key"): payload("value")}).encode()),
            Settle(1, payload("verdict"), payload("problem")),
            SendRequest(_request(2), place),
            HeldBack(2),
            Failed(2, failure, payload("denied")),
            SendRequest(_request(3), place),
            Responded(3, 404, "Not Found", (), whole=False),
            Received(3, b"\xff" + payload("bytes").encode("utf-8", "surrogatepass")),
            AbortRequest(3, place),
            SetTimer(1, 5.0, place),
            Fired(1),
            ClearTimer(1, place),
            Log(payload("level"), payload("console"), place),
            Finish(
                json.dumps({payload("new key"): payload("new value"), "n": 12345678901234567890}), at=place
            ),
            Throw(payload("message"), (place,)),
        ],
    )


def _request(number: int) -> Request:
    headers = ((payload("name"), payload("header")),)
    target = "/" + payload("target")
    body = payload("body").encode("utf-8", "surrogatepass")
    return Request(number, payload("method"), payload("scheme"), payload("host"), 443, target, headers, body)


def _head() -> Head:
    head = read_shipped("done").head
    return dataclasses.replace(
        head,
        plan=dataclasses.replace(
            head.plan,
            script=Script(f"var x = `{payload('script')}`;", name=payload("script name"), sha256="0" * 64),
            context=json.dumps({payload("old key"): payload("old value")}),
        ),
        world=payload("world"),
        cage=payload("cage"),
        layers=(payload("layer"),),
        time_zone=payload("zone"),
        versions={payload("version name"): payload("version"), "engine": payload("engine")},
        parent=Parent(payload("parent"), 3, "0" * 16),
    )


def _end(place: Place, failure: Failure) -> End:
    return End(
        Outcome.THREW,
        payload("detail"),
        place,
        (place, place),
        (payload("pending"),),
        (Finding(payload("code"), f"{payload('finding')} {failure.message}", place),),
        masked=True,
    )
