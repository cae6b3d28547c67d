"""Archives of recordings, read back by a third party and held against the format."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from haralyzer import HarParser

from runtime.model.commands import AbortRequest, Command, SendRequest
from runtime.model.events import Event, Failed, HeldBack, Received, Responded
from runtime.model.http import Failure, Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.plan import Plan
from runtime.model.script import Place, Script
from runtime.recording import End, Head, Recording
from runtime.recording.har.from_recording import to_har
from runtime.runs.store import open_recording
from runtime.session.transcript import Entry
from tests.paths import RECORDINGS
from tests.recording.har.schema import SCHEMA

FILES = sorted(RECORDINGS.glob("v*/*.jsonl"))
DONE = RECORDINGS / "v2" / "done.jsonl"
JSON = (("Content-Type", "application/json"), ("Content-Length", "2"))
PEOPLE = Request(1, "GET", "https", "api.example.com", 443, "/people?mail=ada%40example.com&all", ())


def build_recording(*whats: Command | Event, end: float | None = 90.0) -> Recording:
    """A recording of these, ten milliseconds apart."""
    head = Head(
        plan=Plan(
            script=Script("", name="a.js"),
            context="{}",
            kind=Kind.WORKFLOW,
            timers=False,
            seed=(1, 2, 3, 4),
            started=1_795_624_645_863,
            limits=Limits(),
        ),
        world="fake",
        cage="zygote",
        versions={},
    )
    entries = tuple(Entry(number, number * 10.0, what) for number, what in enumerate(whats, start=1))
    return Recording("r.jsonl", head, entries, End(Outcome.DONE, t=end))


def write_entries(*whats: Command | Event, end: float | None = 90.0) -> list[dict[str, Any]]:
    """The entries of its archive, which the format allows."""
    made = to_har(build_recording(*whats, end=end))
    jsonschema.validate(json.loads(json.dumps(made)), SCHEMA)
    entries: list[dict[str, Any]] = made["log"]["entries"]
    return entries


def write_answer(body: bytes, *headers: tuple[str, str], **received: Any) -> dict[str, Any]:
    """The entry of a request with this answer."""
    (entry,) = write_entries(
        SendRequest(PEOPLE), Responded(1, 200, "OK", headers), Received(1, body, **received)
    )
    return entry


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_recording_becomes_an_archive_that_the_format_allows(path: Path) -> None:
    """Of whatever outcome, and of every version."""
    read = open_recording(path)
    made = json.loads(json.dumps(to_har(read)))
    jsonschema.validate(made, SCHEMA)
    assert len(made["log"]["entries"]) == len(read.transcript.exchanges)


def test_a_third_party_reads_it() -> None:
    """Times, texts and headers are what the recording has."""
    read = open_recording(DONE)
    parser = HarParser(json.loads(json.dumps(to_har(read))))
    first, second = read.transcript.exchanges.values()
    one, two = parser.pages[0].entries
    assert parser.version == "1.2"
    assert [one.request.method, two.request.method] == ["GET", "POST"]
    assert one.request.url == first.request.url
    assert two.request.text == second.request.body.decode()
    assert two.request.bodySize == len(second.request.body)
    assert two.request.mimeType == "application/json"
    assert one.request.get_header_value("authorization") == first.request.header("Authorization")
    assert (one.status, two.status, two.response.statusText) == (200, 201, "Created")
    assert second.response is not None
    assert two.response.text == second.response.body.decode()
    assert two.response.contentSize == len(second.response.body)
    began = datetime.fromtimestamp((read.plan.started + first.sent) / 1000, UTC)
    assert abs((one.startTime - began).total_seconds()) < 0.002
    assert first.ended is not None
    assert one.time == pytest.approx(first.ended - first.sent, abs=0.01)
    assert two.response.mimeType == "application/json"


def test_times_add_up_and_what_is_unknown_is_marked() -> None:
    """`time` is the sum of the timings that apply."""
    entry = write_answer(b"{}", *JSON)
    assert entry["startedDateTime"] == "2026-11-25T16:37:25.873Z"
    assert entry["timings"] == {
        "blocked": -1,
        "dns": -1,
        "connect": -1,
        "ssl": -1,
        "send": 0,
        "wait": 10.0,
        "receive": 10.0,
    }
    assert entry["time"] == 20.0


def test_the_place_in_the_script_is_written_as_chrome_does() -> None:
    """Lines and columns count from 0 there; a redirect came from where its first request did."""
    later = Request(2, "GET", "https", "api.example.com", 443, "/there", ())
    first, second = write_entries(
        SendRequest(PEOPLE, Place(83, 17)), AbortRequest(1), SendRequest(later, None, "redirect")
    )
    frame = {"functionName": "", "scriptId": "0", "url": "a.js", "lineNumber": 82, "columnNumber": 16}
    wanted = {"type": "script", "url": "a.js", "lineNumber": 82, "stack": {"callFrames": [frame]}}
    assert first["_initiator"] == second["_initiator"] == wanted
    assert "redirect" in second["comment"]
    assert write_entries(SendRequest(PEOPLE))[0]["_initiator"] == {"type": "other"}


def test_a_query_stands_in_pieces_as_it_was_sent() -> None:
    """A name without a value, too."""
    (entry,) = write_entries(SendRequest(PEOPLE))
    assert entry["request"]["queryString"] == [
        {"name": "mail", "value": "ada%40example.com"},
        {"name": "all", "value": ""},
    ]


def test_cookies_stand_in_pieces_beside_their_headers() -> None:
    """Those sent and those set."""
    sent = Request(1, "GET", "https", "api.example.com", 443, "/", (("Cookie", "a=1; b=x=y"),))
    headers = (("Set-Cookie", "seen=1; Path=/; HttpOnly; Expires=Wed, 25 Nov 2026 10:00:00 GMT"),)
    (entry,) = write_entries(SendRequest(sent), Responded(1, 204, "No Content", headers), Received(1, b""))
    assert entry["request"]["cookies"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "x=y"}]
    assert entry["response"]["cookies"] == [{"name": "seen", "value": "1", "path": "/", "httpOnly": True}]


def test_a_forms_fields_stand_beside_its_text() -> None:
    head = (("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "7"))
    sent = Request(1, "POST", "https", "api.example.com", 443, "/", head, b"a=1&b=+")
    (entry,) = write_entries(SendRequest(sent))
    assert entry["request"]["postData"] == {
        "mimeType": "application/x-www-form-urlencoded",
        "text": "a=1&b=+",
        "params": [{"name": "a", "value": "1"}, {"name": "b", "value": "+"}],
    }


def test_sizes_are_those_of_the_wire() -> None:
    """Of the head with all its line ends, and of the body before it was decoded."""
    packed = gzip.compress(b"{}" * 100)
    entry = write_answer(packed, ("Content-Encoding", "gzip"), decoded=b"{}" * 100)
    assert entry["response"]["bodySize"] == len(packed)
    assert entry["response"]["headersSize"] == len(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    assert entry["request"]["headersSize"] == len(f"GET {PEOPLE.target} HTTP/1.1\r\n\r\n")
    content = entry["response"]["content"]
    assert (content["size"], content["text"]) == (200, "{}" * 100)
    assert content["compression"] == 200 - len(packed)


def test_what_is_not_text_is_base64() -> None:
    """In answers as the format has it, in requests in a field of haralyzer's."""
    data = b"\x89PNG\xff"
    content = write_answer(data, ("Content-Type", "image/png"))["response"]["content"]
    assert (base64.b64decode(content["text"]), content["encoding"]) == (data, "base64")
    sent = Request(1, "POST", "https", "api.example.com", 443, "/", (), data)
    made = to_har(build_recording(SendRequest(sent)))
    (entry,) = HarParser(json.loads(json.dumps(made))).pages[0].entries
    assert base64.b64decode(entry.request.text) == data


def test_a_redirect_tells_where_to() -> None:
    """In the field that the format has for it."""
    where = (("Location", "/there"),)
    (entry,) = write_entries(SendRequest(PEOPLE), Responded(1, 302, "Found", where), Received(1, b""))
    assert entry["response"]["redirectURL"] == "/there"


def test_a_failure_is_written_as_chrome_does() -> None:
    """Status 0, and why."""
    (entry,) = write_entries(SendRequest(PEOPLE), Failed(1, Failure("read ECONNRESET", "ECONNRESET")))
    assert entry["response"]["status"] == 0
    assert entry["response"]["_error"] == "read ECONNRESET"
    assert entry["time"] == 10.0


def test_what_was_never_answered_lasted_until_the_end() -> None:
    """And says that no answer came."""
    (entry,) = write_entries(SendRequest(PEOPLE), end=5_000.0)
    assert (entry["response"]["status"], entry["response"]["_error"]) == (0, "no answer")
    assert entry["timings"]["wait"] == 4_990.0


def test_an_answer_that_broke_off_keeps_its_head() -> None:
    (entry,) = write_entries(SendRequest(PEOPLE), Responded(1, 200, "OK", JSON))
    assert entry["response"]["status"] == 200
    assert entry["response"]["_error"] == "the answer broke off"
    assert "text" not in entry["response"]["content"]


def test_what_was_denied_and_what_was_held_back_is_marked() -> None:
    """Neither reached the service."""
    gone = Failed(1, Failure("getaddrinfo ENOTFOUND api.example.com"), denied="it is not open")
    (denied,) = write_entries(SendRequest(PEOPLE), gone)
    assert denied["comment"] == "denied: nothing was sent. it is not open"
    assert denied["_denied"] == "it is not open"
    held = (SendRequest(PEOPLE), HeldBack(1), Responded(1, 200, "OK", JSON), Received(1, b"{}"))
    assert write_entries(*held)[0]["comment"].startswith("held back: it never left the machine")
