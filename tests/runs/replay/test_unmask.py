"""Secrets that are put back: a run that computes on one happens again as it was."""

from __future__ import annotations

import json
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runtime.inputs.context import Context
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.launch import Order
from runtime.runs.replay.unmask import unmask
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running

TOKEN = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"
PASSWORD = 'Tr0ub4dor & "3"/sch\u00f6n\'s\\'
CONTEXT: dict[str, Any] = {
    "OAuth2ProtocolConfiguration": json.dumps({"access_token": TOKEN, "account_key": "4205157634"}),
    "Mail": {"user": "ada@example.com", "password": PASSWORD, "pin_secret": 4711},
}
SUM = (
    "function sum(t) {"
    " var n = 0; for (var i = 0; i < t.length; i++) n = n * 31 + t.charCodeAt(i) | 0; return n; }"
)
BEGIN = (
    f"{SUM}\nvar t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token, p = context.Mail.password;"
)

COMPUTING = {
    "a hash": "context.n = [sum(t), sum(p)]; done(context);",
    "a hash that is sent": "rest.post('https://api.getgo.com/x', {data: {t: t, n: sum(t)}})"
    ".on('complete', function () { done(context); });",
    "a comparison": "context.x = t < 'm'; context.first = p[0]; done(context);",
    "a number": "context.pin = context.Mail.pin_secret * 2; done(context);",
    "single characters": "t.split('').forEach(function (c) { console.log(c); }); done(context);",
    "a branch": "if (sum(t) % 7 === 0 || t[0] === 'k') rest.get('https://api.getgo.com/x'); done(context);",
}


def record(folder: Path, text: str, value: object = CONTEXT) -> Recording:
    """The masked recording of this script's run."""
    path = folder / "run.jsonl"
    script = Script(f"{BEGIN}\n{text}", name="own.js")
    context = Context.from_bytes("ctx.json", json.dumps(value).encode())
    running.run_order(
        Order(
            script=script,
            context=context,
            kind=infer_kind(script),
            limits=Limits(deadline=60),
            choice=WorldChoice(),
            record=path,
        )
    )
    assert TOKEN not in path.read_text("utf-8")
    return open_recording(path)


def stand_ins(recording: Recording) -> tuple[str, str]:
    """What stands in for the token, and for the password."""
    context = json.loads(recording.plan.context)
    token = json.loads(context["OAuth2ProtocolConfiguration"])["access_token"]
    return token, context["Mail"]["password"]


@pytest.mark.parametrize("what", COMPUTING)
def test_a_run_that_computes_on_its_secrets_happens_again_with_them(what: str, tmp_path: Path) -> None:
    """Without them some do, by chance; with them all do."""
    recording = record(tmp_path, COMPUTING[what])
    secrets = unmask(recording, json.dumps(CONTEXT))
    found = running.run_replay(recording, secrets=secrets)
    assert found.identical, found.divergence


def test_without_its_secrets_it_does_not(tmp_path: Path) -> None:
    """So the test above can fail."""
    assert not running.run_replay(record(tmp_path, COMPUTING["a hash"])).identical


def test_a_context_gives_back_what_was_masked_in_it(tmp_path: Path) -> None:
    """In JSON in a string, with signs and umlauts, and a number."""
    recording = record(tmp_path, "context.again = JSON.stringify(p); done(context);")
    shown = unmask(recording, json.dumps(CONTEXT)).reveal(recording)
    assert json.loads(shown.plan.context) == CONTEXT
    after = json.loads(shown.transcript.finishes[0].context)
    assert json.loads(after["again"]) == PASSWORD
    assert len(shown.plan.context) == len(recording.plan.context)


def test_a_table_of_stand_ins_gives_them_back(tmp_path: Path) -> None:
    """Also of one with quotes and backslashes, which stands nowhere as it is."""
    recording = record(tmp_path, "done(context);")
    table = dict(zip(stand_ins(recording), (TOKEN, PASSWORD), strict=True))
    shown = json.loads(unmask(recording, json.dumps(table)).reveal(recording).plan.context)
    assert shown["Mail"]["password"] == PASSWORD
    assert TOKEN in shown["OAuth2ProtocolConfiguration"]


def test_a_bare_secret_is_put_where_one_like_it_stood(tmp_path: Path) -> None:
    """A line end behind it is no part of it."""
    recording = record(tmp_path, "done(context);")
    shown = unmask(recording, f"{TOKEN}\n").reveal(recording)
    assert TOKEN in shown.plan.context


def test_a_secret_of_signs_alone_comes_back(tmp_path: Path) -> None:
    """Its stand-in is made of other signs."""
    value = {**CONTEXT, "Mail": {"password": "!?-#+!?-#+"}}
    recording = record(tmp_path, "context.n = sum(p); done(context);", value)
    secrets = unmask(recording, json.dumps(value))
    assert json.loads(secrets.reveal(recording).plan.context) == value
    assert running.run_replay(recording, secrets=secrets).identical


SENDING = {
    "in a header": "rest.get('https://api.getgo.com/x', {headers: {Authorization: 'Bearer ' + t}})",
    "in an address": "rest.get('https://api.getgo.com/x?q=' + encodeURIComponent(t))",
    "beside a body": "rest.postJson('https://api.getgo.com/x', {a: 1}, {headers: {'X-Token': t}})",
}
BODIES = {
    "JSON": "rest.postJson('https://api.getgo.com/x', {token: t})",
    "a form": "rest.post('https://api.getgo.com/x', {data: {token: t}})",
    "parts": "rest.post('https://api.getgo.com/x', {multipart: true, data: {token: t}})",
}


@pytest.mark.parametrize("new", [f"{TOKEN}.xYz-12", TOKEN[:9]], ids=["longer", "shorter"])
@pytest.mark.parametrize("where", SENDING)
def test_a_token_of_any_length_is_put_back_where_no_length_is_sent_with_it(
    where: str, new: str, tmp_path: Path
) -> None:
    """The run is that of the other token, all the way: it stands in the request that is held against it."""
    recording = record(tmp_path, f"{SENDING[where]}.on('complete', function () {{ done(context); }});")
    (instead, _) = stand_ins(recording)
    config = json.dumps({"access_token": new, "account_key": "4205157634"})
    whole = json.dumps({**CONTEXT, "OAuth2ProtocolConfiguration": config})
    for given in (new, whole, json.dumps({instead: new})):
        secrets = unmask(recording, given)
        assert new in repr(secrets.reveal(recording).entries)
        found = running.run_replay(recording, secrets=secrets)
        assert found.identical, found.divergence


@pytest.mark.parametrize("how", BODIES)
def test_a_token_in_a_body_must_be_as_long_as_its_stand_in(how: str, tmp_path: Path) -> None:
    """The request says how long its body is. The refusal names it, and shows no secret."""
    recording = record(tmp_path, f"{BODIES[how]}.on('complete', function () {{ done(context); }});")
    with pytest.raises(BadInput, match=r"the body of request 1 \(line 2 of ") as refused:
        unmask(recording, f"{TOKEN}x")
    assert TOKEN not in str(refused.value)
    assert running.run_replay(recording, secrets=unmask(recording, TOKEN[::-1])).identical


def wrong_values(recording: Recording) -> dict[str, str]:
    token, password = stand_ins(recording)
    other = {**CONTEXT, "Mail": {**CONTEXT["Mail"], "user": "somebody.else@example.com"}}
    longer = {**CONTEXT, "Mail": {**CONTEXT["Mail"], "password": f"{PASSWORD}!"}}
    return {
        "another context": json.dumps(other),
        "a password of another length": json.dumps(longer),
        "stand-ins and secrets exchanged": json.dumps({TOKEN: token, PASSWORD: password}),
        "no stand-in of this run's": json.dumps({TOKEN[::-1]: TOKEN}),
        "a secret that is no text": json.dumps({token: [TOKEN]}),
        "another alphabet": json.dumps({token: "\u00e4" * len(TOKEN)}),
        "a bare secret that is no token": f"{TOKEN[:-1]} \u00e4",
        "nothing": "{}",
        "the recorded context itself": recording.plan.context,
        "a list": json.dumps([TOKEN]),
    }


WRONG = [
    "another context",
    "a password of another length",
    "stand-ins and secrets exchanged",
    "no stand-in of this run's",
    "a secret that is no text",
    "another alphabet",
    "a bare secret that is no token",
    "nothing",
    "the recorded context itself",
    "a list",
]


@pytest.mark.parametrize("what", WRONG)
def test_what_can_not_be_the_secrets_is_refused_without_showing_them(what: str, tmp_path: Path) -> None:
    """The message says what may be given instead."""
    recording = record(tmp_path, "done(context);")
    with pytest.raises(BadInput) as refused:
        unmask(recording, wrong_values(recording)[what])
    told = "".join(traceback.format_exception_only(refused.value)) + refused.value.way_out
    assert "STAND-IN" in told
    for secret in (TOKEN, TOKEN[::-1], PASSWORD, TOKEN[:-1]):
        assert secret not in told


@pytest.mark.parametrize("text", ["no JSON", "[" * 5000, '{"a": 1, "a": 2}', '{"a": NaN}'])
def test_a_recording_whose_context_is_none_is_refused(text: str, tmp_path: Path) -> None:
    """Recordings come from anybody."""
    recording = record(tmp_path, "done(context);")
    broken = recording.with_plan(replace(recording.plan, context=text))
    with pytest.raises(BadInput, match="context"):
        unmask(broken, TOKEN)


def test_with_two_stand_ins_alike_a_bare_secret_is_not_guessed_at(tmp_path: Path) -> None:
    value = {**CONTEXT, "Other": {"client_secret": TOKEN[::-1].swapcase()}}
    recording = record(tmp_path, "done(context);", value)
    with pytest.raises(BadInput, match="more than one"):
        unmask(recording, "A1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tUv")
