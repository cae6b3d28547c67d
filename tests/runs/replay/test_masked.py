"""A masked recording happens again, whatever a script does with its secrets short of computing on them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.inputs.context import Context
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.recording.divergence import depends_on_secret
from runtime.runs.launch import Order
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running

TOKEN = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"
PASSWORD = "Tr0ub4dor & 3/sch\u00f6n"
CONTEXT = {
    "OAuth2ProtocolConfiguration": json.dumps({"access_token": TOKEN, "account_key": "4205157634"}),
    "Mail": {"user": "ada@example.com", "password": PASSWORD, "pin_secret": "a1b"},
}
BEGIN = "var t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token, p = context.Mail.password;"
SEND = "rest.post('https://api.getgo.com/x', %s).on('complete', function () { done(context); });"

SCRIPTS = {
    "a header": SEND % "{headers: {Authorization: 'Bearer ' + t}}",
    "a scheme of its own": SEND % "{headers: {Authorization: 'OAuth oauth_token=' + t + ', v=1'}}",
    "basic authentication": SEND % "{username: 'ada', password: p}",
    "the token as a user": SEND % "{username: t, password: 'x'}",
    "a query": SEND % "{query: {access_token: t, password: p}}",
    "a form": SEND % "{data: {client_secret: t, password: p, pin_secret: context.Mail.pin_secret}}",
    "several parts": SEND % "{multipart: true, data: {password: p, x: t}}",
    "JSON": "rest.postJson('https://api.getgo.com/x', {a: {password: p}, b: [t]})"
    ".on('complete', function () { done(context); });",
    "an address": "rest.get('https://ada:' + encodeURIComponent(p) + '@api.getgo.com/' + t)"
    ".on('complete', function () { done(context); });",
    "a short one": SEND % "{headers: {'X-Secret': context.Mail.pin_secret}}",
    "the console": "console.log(t, [p], {t: t}); console.log(escape(p), JSON.stringify(JSON.stringify(p)));",
    "an exception": "throw new Error('no ' + t + p);",
    "the result": "context.again = [t, {deep: p}]; context.json = JSON.stringify(context); done(context);",
    "halves": SEND % "{headers: {'X-A': t.slice(0, 16), 'X-B': t.slice(16)}}",
    "pieces turned around": SEND % "{headers: {'X-A': t.match(/.{8}/g).reverse().join('-')}}",
    "lines turned around": "t.match(/.{8}/g).reverse().forEach(function (s) { console.log(s); });",
    "the whole turned around": "console.log(t.split('').reverse().join('')); done(context);",
    "a half turned around": "console.log(t.slice(3, 20).split('').reverse().join('')); done(context);",
    "upper and lower case": "console.log(t.toUpperCase(), p.toLowerCase()); done(context);",
    "a piece as a password": SEND % "{username: 'ada', password: t.slice(5, 19)}",
    "both together": SEND % "{headers: {'X-Api-Key': 'v1:' + t + ':' + p}}",
    "code without blanks": "var token=JSON.parse(context.OAuth2ProtocolConfiguration).access_token;"
    + SEND % "{headers:{Authorization:`Bearer ${token}`}}",
    "a template of a query": "rest.get(`https://api.getgo.com/x?access_token=${t}&token=${p}`)"
    ".on('complete', function () { done(context); });",
    "a template of an address": "rest.get(`https://ada:${t}@api.getgo.com/x`)"
    ".on('complete', function () { done(context); });",
    "JSON in pieces": SEND % """{data: '{"password":"'+t+'", "api_key": "' + encodeURI(p) + '"}'}""",
    "XML in pieces": SEND % "{data: '<password>'+t+'</password><secret>' + t + '</secret>'}",
    "its length": "context.n = t.length + p.length; context.b = /^[\\w]+$/.test(t); done(context);",
}


def record(folder: Path, text: str, value: object = CONTEXT) -> tuple[str, Recording]:
    """The run of this script as it was written down."""
    path = folder / "run.jsonl"
    script = Script(f"{BEGIN}\n{text}", name="own.js")
    context = Context.from_bytes("ctx.json", json.dumps(value).encode())
    order = Order(
        script=script,
        context=context,
        kind=infer_kind(script),
        limits=Limits(deadline=60),
        choice=WorldChoice(),
        record=path,
    )
    running.run_order(order)
    written = path.read_text("utf-8", "surrogatepass")
    return written, open_recording(path)


def is_identical(recording: Recording) -> bool:
    """Whether all that was recorded is said again, in its order."""
    return running.run_replay(recording).identical


@pytest.mark.parametrize("what", SCRIPTS)
def test_it_happens_again_without_its_secrets(what: str, tmp_path: Path) -> None:
    """What stood in for them then is what the script is given now."""
    written, recording = record(tmp_path, SCRIPTS[what])
    assert TOKEN not in written
    assert PASSWORD not in written
    assert TOKEN[8:16] not in written
    assert TOKEN[8:16][::-1] not in written
    assert is_identical(recording)


COMPUTING = {
    "a comparison": "context.x = t === 'kP4' + 'vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W'; done(context);",
    "a hash": """
        var n = 0;
        for (var i = 0; i < t.length; i++) n = n * 31 + t.charCodeAt(i) | 0;
        context.n = n; done(context);""",
    "small pieces": "t.split('').forEach(function (c) { console.log(c); }); done(context);",
    "a short one elsewhere": "console.log(context.Mail.pin_secret); done(context);",
    "its beginning": "if (t.slice(0, 6) === 'kP4vX9') rest.get('https://api.getgo.com/x'); done(context);",
}


def blames_secret(recording: Recording, **other: str) -> bool:
    """Whether a divergence of the recording's own script is put down to a masked secret."""
    head = recording.head
    run = {
        "script": head.plan.script.text,
        "context": head.plan.context,
        "engine": head.versions["engine"],
        **other,
    }
    return depends_on_secret(recording, **run)


@pytest.mark.parametrize("what", COMPUTING)
def test_what_computes_on_a_secret_may_happen_otherwise_and_that_is_told(what: str, tmp_path: Path) -> None:
    """Nothing else can be the reason: all else that a run depends on is in its recording."""
    _, recording = record(tmp_path, COMPUTING[what])
    assert not is_identical(recording)
    assert blames_secret(recording)


@pytest.mark.parametrize("changed", ["script", "context", "engine"])
def test_with_another_script_context_or_engine_the_secret_is_not_to_blame(
    changed: str, tmp_path: Path
) -> None:
    """It may be, but there is a nearer reason."""
    _, recording = record(tmp_path, COMPUTING["a hash"])
    assert not blames_secret(recording, **{changed: "another"})


def test_where_nothing_was_masked_no_secret_is_to_blame(tmp_path: Path) -> None:
    """Nor where the recording breaks off."""
    unmasked = {"OAuth2ProtocolConfiguration": '{"account_key": "4205157634"}', "Mail": {"password": ""}}
    _, recording = record(tmp_path, "done(context);", unmasked)
    assert is_identical(recording)
    assert not blames_secret(recording)
    _, masked = record(tmp_path / "more", "done(context);")
    assert blames_secret(masked)
    assert not blames_secret(replace(masked, end=None))
