"""Archives of three producers, and of none: what becomes answers, what is left out, what is refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.model.errors import BadInput
from runtime.recording.har import to_answers as reading
from runtime.recording.har.failures import failure_word
from runtime.recording.har.schema import MOST_ENTRIES
from runtime.recording.har.to_answers import ImportedAnswers, read_archive
from runtime.recording.har.urls import normalize_url
from runtime.world.answers import Answers

HERE = Path(__file__).parent
PEOPLE = "https://api.example.com/people"
SAMPLES = ["chrome", "firefox", "mitmproxy"]


def sample(name: str) -> ImportedAnswers:
    return read_archive(f"{name}.har", json.loads((HERE / f"{name}.har").read_text("utf-8")))


def entry(response: Any, method: str = "GET", url: Any = PEOPLE, **more: Any) -> dict[str, Any]:
    return {"request": {"method": method, "url": url, **more}, "response": response}


def archive(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "entries": list(entries)}}


def answers(*entries: Any) -> list[dict[str, Any]]:
    """The answers in an archive of these."""
    return read_archive("a.har", archive(*entries)).answers


def ok_answer(text: str = "[]", headers: tuple[tuple[str, str], ...] = (), **content: Any) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in headers]
    return {"status": 200, "headers": listed, "content": {"text": text, **content}}


def test_chromes_archive() -> None:
    """Pseudo-headers, bodies as text and base64, several cookies, a redirect, failures, and much noise."""
    made = sample("chrome")
    people = {
        "request": f"GET {PEOPLE}?mail=ada%40example.com&fields=*",
        "exact": True,
        "status": 200,
        "headers": {"content-type": "application/json", "date": "Wed, 25 Nov 2026 10:00:00 GMT"},
        "text": '{"people":[]}',
    }
    created = [
        ["content-type", "application/json"],
        ["location", "/people/7"],
        ["set-cookie", "seen=1; Path=/"],
        ["set-cookie", "team=ops; Path=/; Secure"],
    ]
    assert made.answers[1] == people
    assert made.answers[2]["headers"] == created
    assert "Ada Exämple" in made.answers[3]["text"]
    assert base64.b64decode(made.answers[4]["base64"]).startswith(b"\x89PNG")
    assert made.answers[5] == {
        "request": "GET https://api.example.com/badge",
        "status": 302,
        "headers": [["Location", "https://badges.example.com/7"]],
    }
    assert made.answers[6] == {"request": "GET https://down.example.com/", "fail": "refused"}
    assert made.left_out == {
        reading.PREFLIGHT: [1],
        reading.NO_ANSWER: [8],
        reading.ELSEWHERE: [9, 10],
    }
    assert made.changed == {reading.NO_BODY: [11]}


def test_firefoxs_archive() -> None:
    """Bodies left out, a charset of long ago, a status of 0 without a reason."""
    made = sample("firefox")
    assert [answer["request"].split()[0] for answer in made.answers] == ["GET", "PUT", "GET", "DELETE"]
    assert made.answers[0]["headers"] == {
        "content-type": "application/json; charset=utf-8",
        "server": "example",
    }
    assert made.answers[1]["reason"] == "Accepted for Now"
    assert base64.b64decode(made.answers[1]["base64"]) == "geändert".encode("latin-1")
    assert "text" not in made.answers[2]
    assert made.changed == {reading.NO_BODY: [2]}
    assert made.left_out == {reading.NO_ANSWER: [4]}


def test_mitmproxys_archive() -> None:
    """It lists by the ends of the answers; what was asked first is answered first. Python's errors count."""
    made = sample("mitmproxy")
    assert [answer.get("text") for answer in made.answers[:2]] == ['["first"]', '["second"]']
    assert [answer.get("fail") for answer in made.answers[3:]] == ["refused", "unknown-host", "cut"]
    assert made.answers[3]["request"] == "GET http://10.0.0.9:8080/status"
    assert made.left_out == {reading.NO_ANSWER: [6]}


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_requests_held_is_not_kept(name: str) -> None:
    """Tokens and cookies of whoever was recorded."""
    text = (HERE / f"{name}.har").read_text("utf-8")
    assert "SECRET" in text
    assert "SECRET" not in json.dumps(sample(name).answers)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_made_is_a_file_of_answers(name: str) -> None:
    """As docs/answers.md describes it."""
    assert len(Answers.model_validate({"answers": sample(name).answers}).answers) >= 4


def test_cookies_joined_by_line_feeds_are_told_apart() -> None:
    """Chrome's older archives have them so."""
    (answer,) = answers(entry(ok_answer(headers=(("Set-Cookie", "a=1\nb=2"),))))
    assert answer["headers"] == [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]]


def test_a_body_that_is_empty_is_no_body_left_out() -> None:
    """Neither is one that can't be."""
    made = read_archive(
        "a.har",
        archive(
            entry({"status": 200, "content": {"size": 0}}),
            entry({"status": 204, "content": {}}),
            entry({"status": 200, "content": {}}, "HEAD"),
            entry({"status": 200}),
        ),
    )
    assert made.changed == {reading.NO_BODY: [3]}


def test_an_answer_that_broke_off_is_told() -> None:
    made = read_archive("a.har", archive(entry({**ok_answer(), "_error": "net::ERR_ABORTED"})))
    assert made.changed == {reading.BROKE_OFF: [0]}


def test_what_mws_denied_has_no_answer() -> None:
    made = read_archive("a.har", archive({**entry({"status": 0}), "_denied": "not open"}))
    assert made.left_out == {reading.DENIED: [0]}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (entry(ok_answer(), "CONNECT"), reading.METHOD),
        (entry(ok_answer(), "get"), reading.METHOD),
        (entry({"status": 101}), reading.STATUS),
        (entry({"status": 999}), reading.STATUS),
        (entry(None), reading.NO_ANSWER),
        (entry(ok_answer(encoding="gzip")), reading.ENCODING),
        (entry(ok_answer(), url="chrome-extension://abc/a.js"), reading.ELSEWHERE),
    ],
)
def test_what_no_script_can_be_answered_with_is_left_out(made: Any, reason: str) -> None:
    assert read_archive("a.har", archive(made)).left_out == {reason: [0]}


def test_options_that_a_script_asks_itself_are_kept() -> None:
    """Only a browser's own are not."""
    assert answers(entry(ok_answer(), "OPTIONS"))[0]["request"] == f"OPTIONS {PEOPLE}"


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("https://API.example.com:443/a?b=*#c", "https://api.example.com/a?b=*"),
        ("http://api.example.com:80", "http://api.example.com/"),
        ("https://ada:secret@api.example.com:8443/a b", "https://api.example.com:8443/a%20b"),
        ("https://api.example.com?q=1", "https://api.example.com/?q=1"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://api.example.com/a?b=%2A&b=/../", "https://api.example.com/a?b=%2A&b=/../"),
        ("https://", ""),
        ("https://a\nb/", ""),
        ("ftp://api.example.com/", ""),
    ],
)
def test_an_address_is_the_one_that_a_script_asks_for(given_: str, wanted: str) -> None:
    """Path and query to the letter."""
    assert normalize_url(given_) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("net::ERR_CONNECTION_RESET", "reset"),
        ("net::ERR_CONNECTION_TIMED_OUT", "timeout"),
        ("net::ERR_NAME_NOT_RESOLVED", "unknown-host"),
        ("net::ERR_EMPTY_RESPONSE", "cut"),
        ("connect ETIMEDOUT 127.0.0.1:443", "timeout"),
        ("read ECONNRESET", "reset"),
        ("socket hang up", "cut"),
        ("no answer", "never"),
        ("there was no answer that anybody liked", None),
        (None, None),
        (7, None),
    ],
)
def test_a_failure_is_known_by_what_is_said_of_it(said: object, wanted: str | None) -> None:
    """In Chrome's words, Python's, and Node's."""
    assert failure_word(said) == wanted


@pytest.mark.parametrize(
    ("raw", "where", "problem"),
    [
        ([], "$.log", "this is no HAR"),
        ({"log": {}}, "$.log.entries", "is missing"),
        ({"log": {"entries": {}}}, "$.log.entries", "must be a list"),
        (
            archive(entry(ok_answer()), {"request": {"method": "GET"}}),
            "$.log.entries[1].request.url",
            "is missing",
        ),
        (archive(entry(ok_answer(), url=["x"])), "$.log.entries[0].request.url", "must be a text in quotes"),
        (
            archive(entry({**ok_answer(), "status": "x"})),
            "$.log.entries[0].response.status",
            "must be a whole number",
        ),
        (
            archive(entry({**ok_answer(), "headers": ["x"]})),
            "$.log.entries[0].response.headers[0]",
            "must be an object",
        ),
        (
            archive(entry(ok_answer("no!", encoding="base64"))),
            "$.log.entries[0].response.content.text",
            "is marked as base64, and is not base64",
        ),
    ],
)
def test_a_broken_archive_is_refused_with_its_place(raw: Any, where: str, problem: str) -> None:
    """The file, the path in it, and what to do."""
    with pytest.raises(BadInput) as refused:
        read_archive("a.har", raw)
    assert refused.value.where == f"a.har: {where}"
    assert problem in refused.value.problem
    assert refused.value.way_out


def test_there_is_an_end_to_entries() -> None:
    """An archive that large isn't one of a script's requests."""
    with pytest.raises(BadInput, match=str(MOST_ENTRIES)):
        read_archive("a.har", archive(*[entry(None)] * (MOST_ENTRIES + 1)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["request", "response", "method", "url", "status", "headers", "content", "text", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3))
def test_nothing_in_an_archive_is_more_than_bad_input(entries: list[Any]) -> None:
    """Whatever stands where, and whatever does not."""
    try:
        made = read_archive("a.har", archive(*entries))
    except BadInput as refused:
        where = refused.where
    else:
        where = "a.har: $.log"
        Answers.model_validate({"answers": made.answers})
    assert where.startswith("a.har: $.log")
