"""Secrets, however they come in and whatever they are dressed as: nothing that is written has one.

Each run here learns a hundred of them, in every way that there is, and says each again in some encodings and
places of all that there are. It goes through ledger, recorder, report and terminal as a run of `mws` does.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import string
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.inputs.context import Context
from runtime.model.commands import Finish, Log, SendRequest, Settle, Throw
from runtime.model.errors import BadInput, Fault
from runtime.model.events import Failed, Received, Responded
from runtime.model.http import Failure, Request
from runtime.model.kind import InferredKind, Kind
from runtime.model.limits import Limits
from runtime.model.outcome import Ending, Outcome
from runtime.model.plan import Plan
from runtime.model.script import Place, Script
from runtime.render.error import refusal
from runtime.render.run import Narrator, Summary
from runtime.render.screen import Screen
from runtime.runs.launch import Order, secrets_of
from runtime.runs.masked_log import MaskedLog
from runtime.runs.recorder import start_recording
from runtime.runs.report import as_json, report
from runtime.runs.result import RunResult, Setting, Usage, end_of
from runtime.secrets import tracebacks as faults
from runtime.secrets.ordinary import is_small
from runtime.secrets.redact import redact
from runtime.session.findings import findings
from runtime.session.transcript import Entry
from tests.examples import examples
from tests.secrets.encodings import ENCODINGS

if TYPE_CHECKING:
    from random import Random  # noqa: TID251 - hypothesis gives one

BROKEN = ["{,", '{"a" 1, ', "[1, 2", '{"x": tru, ', '{"y": NaN, ']
SECRETS_A_RUN = 100
RUNS, MORE_RUNS = 10, 100  # in `make test`, in `make test-long`
AGAIN_EACH = (
    5  # encodings of each secret, each in one place: that makes 50,000, of 24 times 15 that there are
)
AT = Place(1, 5)
FORM = ("Content-Type", "application/x-www-form-urlencoded")

ALPHABETS = (
    string.ascii_letters + string.digits,
    string.ascii_letters + string.digits + "-_.",
    string.ascii_letters + string.digits + "+/=",
    string.digits + "abcdef",
    string.ascii_lowercase,
    string.digits,
    string.printable.strip() + " ",
    "abcXYZ0189 \u00e4\u00f6\u00fc\u00df\u00e9\u0142\u20ac\u4e2d\U0001f511&\"'\\/%+<>",
)


def secret(chance: Random, *, plain: bool) -> str:
    """A token, a password, a number, a phrase; `plain` has only what may stand in a cookie or a header."""
    while True:
        alphabet = chance.choice(ALPHABETS[:4] if plain else ALPHABETS)
        least = 12 if alphabet in {string.digits, string.ascii_lowercase} else 8
        made = "".join(chance.choice(alphabet) for _ in range(chance.randint(least, 60)))
        if made == made.strip(" =") and sum(map(str.isalnum, made)) >= 6 and not is_small(made):
            return made


@dataclass
class Conversation:
    """One run's inputs and its conversation."""

    context: dict[str, Any] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    whats: list[Any] = field(default_factory=list)

    def request(self, *headers: tuple[str, str], target: str = "/", body: bytes = b"") -> None:
        """The script asks for something; the answers in `answer` belong to it."""
        number = len(self.whats) + 1
        what = Request(number, "POST", "https", "api.example.com", 443, target, headers, body)
        self.whats.append(SendRequest(what, AT))

    def answer(self, *headers: tuple[str, str], body: bytes = b"", packed: bool = False) -> None:
        """The service answers a request of its own."""
        self.request()
        number = len(self.whats)
        sent = gzip.compress(body, mtime=0) if packed else body
        self.whats += [
            Responded(number, 200, "OK", headers),
            Received(number, sent, decoded=body if packed else None),
            Settle(number, "success"),
        ]


Way = Callable[[Conversation, str], object]


def pair(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def json_with_token(text: str) -> str:
    return json.dumps({"ok": True, "access_token": text})


# How a secret becomes known. Those of the first list take any text.
ANY: dict[str, Way] = {
    "the context": lambda run, text: run.context.update({f"password{len(run.context)}": text}),
    "JSON in the context": lambda run, text: run.context.update(
        {f"o{len(run.context)}": json_with_token(text)}
    ),
    "deep in the context": lambda run, text: run.context.update(
        {f"a{len(run.context)}": [{"credentials": {"x": [text]}}]}
    ),
    "by mark": lambda run, text: run.marked.append(text),
    "JSON that is sent": lambda run, text: run.request(body=json_with_token(text).encode()),
    "a form that is sent": lambda run, text: run.request(FORM, body=f"client_secret={quote(text)}".encode()),
    "a query": lambda run, text: run.request(target=f"/?access_token={quote(text, safe='')}"),
    "signing in": lambda run, text: run.request(("Authorization", pair("ada", text))),
    "JSON that is answered": lambda run, text: run.answer(body=json_with_token(text).encode()),
    "packed JSON": lambda run, text: run.answer(body=json_with_token(text).encode(), packed=True),
    "what is said": lambda run, text: run.whats.append(Log("log", f"got {json.dumps({'token': text})}", AT)),
    "the result": lambda run, text: run.whats.append(Finish(json.dumps({"password": text}))),
}
PLAIN: dict[str, Way] = {
    "the script itself": lambda run, text: run.source.append(f"let apiKey = '{text}';"),
    "an address in the script": lambda run, text: run.source.append(
        f"rest.get('https://ada:{quote(text, safe='')}@x')"
    ),
    "a bearer": lambda run, text: run.request(("Authorization", f"Bearer {text}")),
    "a header": lambda run, text: run.request(("X-Api-Key", text)),
    "a cookie": lambda run, text: run.answer(("Set-Cookie", f"sid={text}; Path=/")),
    "a place": lambda run, text: run.answer(("Location", f"/#access_token={quote(text, safe='')}&a=b")),
    "a form that is answered": lambda run, text: run.answer(
        body=f"a=b&access_token={quote(text, safe='')}&c=d".encode()
    ),
    "XML": lambda run, text: run.answer(body=f"<a><t:token x='1'>{text}</t:token></a>".encode()),
    "several parts": lambda run, text: run.request(
        body=f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{text}\r\n--x--'.encode()
    ),
}
# Where a text comes up again.
AGAIN: dict[str, Way] = {
    "an address": lambda run, text: run.request(target=f"/{text}"),
    "a header that is sent": lambda run, text: run.request(("X-Trace", text)),
    "a body that is sent": lambda run, text: run.request(body=text.encode("utf-8", "replace")),
    "a body of bytes": lambda run, text: run.request(body=b"\xff\xfe " + text.encode()),
    "a header that is answered": lambda run, text: run.answer(("X-Trace", text)),
    "a body that is answered": lambda run, text: run.answer(body=json.dumps({"a": [text]}).encode()),
    "a packed body": lambda run, text: run.answer(body=text.encode(), packed=True),
    "the console": lambda run, text: run.whats.append(Log("log", text, AT)),
    "an exception": lambda run, text: run.whats.append(Throw(f"Error: {text}", (AT,))),
    "the result": lambda run, text: run.whats.append(Finish(json.dumps({"x": {"note": text}}))),
    "a failure": lambda run, text: run.whats.append(Failed(1, Failure(f"getaddrinfo ENOTFOUND {text}"))),
    "a verdict": lambda run, text: run.whats.append(Settle(1, "error", f"no JSON: {text}")),
    "a denial": lambda run, text: run.whats.append(Failed(1, Failure("x"), denied=f"not {text}")),
}
# And where, if it was known before the run: what comes later can't change what has been written down.
AHEAD: dict[str, Way] = {
    "the context": lambda run, text: run.context.update({f"note{len(run.context)}": text}),
    "the script": lambda run, text: run.source.append(f"// {text}".replace("\n", " ")),
}
KNOWN_AHEAD = {
    "the context",
    "JSON in the context",
    "deep in the context",
    "by mark",
    "the script itself",
    "an address in the script",
}


WAYS = {**ANY, **PLAIN}


def hold_conversation(chance: Random, known: dict[str, str]) -> tuple[Conversation, set[str]]:
    """A run in which each of these becomes known by its way, and comes up again; and all that must not."""
    run, hidden = Conversation(), set(known)
    for text, way in known.items():
        WAYS[way](run, text)
    for text, way in known.items():
        places = {**AGAIN, **AHEAD} if way in KNOWN_AHEAD else AGAIN
        for encoding in chance.sample(list(ENCODINGS), AGAIN_EACH):
            form = ENCODINGS[encoding](text)
            places[chance.choice(list(places))](run, f"<{form}>")
            hidden.add(form)
    return run, hidden


def write_everything(run: Conversation, folder: Path) -> str:
    """Everything that `mws run --verbose`, `--json` and the recording tell of it."""
    begin = run.source[0] if run.source else ""
    context = Context.from_bytes("ctx.json", json.dumps(run.context).encode())
    script = Script("\n".join([f"a; {begin}", *run.source]), name="own.js")
    kind = InferredKind(Kind.WORKFLOW, "the default")
    order = Order(script=script, context=context, kind=kind, secrets=tuple(run.marked))
    plan = Plan(
        script=script,
        context=context.text,
        kind=kind.kind,
        limits=Limits(),
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    setting = Setting(kind=kind, cage="spawn", world="fake goto")
    secrets = secrets_of(order, b"k" * 32)
    out = io.StringIO()
    narrator = Narrator(Screen(out), script)
    recorder = start_recording(folder / "run.jsonl", plan, secrets, setting)
    log = MaskedLog(secrets, recorder, narrator.take)
    narrator.begin(setting, log.transcript)
    for number, what in enumerate(run.whats):
        log.take(Entry(number, 0.0, what))
    narrator.end()
    everything = " ".join(run.marked) + json.dumps(run.context)
    result = next((what.context for what in run.whats if isinstance(what, Finish)), None)
    ending = Ending(Outcome.THREW, everything, AT, (AT,), (everything,))
    over = RunResult(
        plan=plan,
        setting=setting,
        ending=redact(ending, secrets),
        findings=findings(log.transcript),
        usage=Usage(),
        transcript=log.transcript,
        secrets=secrets,
        context=result,
        file=recorder.path,
    )
    recorder.end(end_of(over, 0.0))
    told = report(over)
    Summary(Screen(out), verbose=True).show(told)
    with pytest.raises(Fault) as fault, faults.mask_tracebacks(secrets.mask_source):
        raise KeyError(everything)
    recording = (folder / "run.jsonl").read_text("utf-8", "surrogatepass")
    return "\n".join([recording, out.getvalue(), as_json(told), str(fault.value)])


def assert_nothing_written_holds_a_secret(chance: Random) -> None:
    """In any encoding, nor as JSON and the terminal write that."""
    ways = [way for _, way in zip(range(SECRETS_A_RUN), cycle(WAYS), strict=False)]
    known = {secret(chance, plain=way in PLAIN): way for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        run, hidden = hold_conversation(chance, known)
        text = write_everything(run, Path(folder))
    as_written = {json.dumps(form, ensure_ascii=False)[1:-1] for form in hidden}
    assert [form for form in hidden | as_written if form in text] == []


@settings(max_examples=RUNS, deadline=None, derandomize=True, database=None)
@given(st.randoms(use_true_random=True))
def test_nothing_that_is_written_holds_one_of_a_thousand_secrets(chance: Random) -> None:
    """A hundred in each of ten runs."""
    assert_nothing_written_holds_a_secret(chance)


@pytest.mark.long
@settings(max_examples=MORE_RUNS, deadline=None, derandomize=True, database=None)
@given(st.randoms(use_true_random=True))
def test_nothing_that_is_written_holds_one_of_ten_thousand_secrets(chance: Random) -> None:
    """A hundred in each of a hundred runs."""
    assert_nothing_written_holds_a_secret(chance)


@settings(max_examples=examples(50), deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(BROKEN),
)
def test_a_context_that_can_not_be_read_is_refused_without_its_secrets(chance: Random, broken: str) -> None:
    """Though nobody knows what in it is one: by their keys they can still be told."""
    known = [secret(chance, plain=True) for _ in range(3)]
    inner = json.dumps(json.dumps({"refresh_token": known[1]}))
    line = f'{broken} "access_token": "{known[0]}", "o": {inner}, "password": "{known[2]}" }}'
    with pytest.raises(BadInput) as refused:
        Context.from_bytes("ctx.json", line.encode())
    shown = refusal(refused.value)
    assert not any(one in shown for one in known)
