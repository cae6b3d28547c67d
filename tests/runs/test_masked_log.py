"""The one place through which everything passes that is shown or written."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from dataclasses import dataclass

import pytest

from runtime.model.commands import Finish, Log, SendRequest, Throw
from runtime.model.events import Received, Responded
from runtime.model.http import Request
from runtime.model.script import Place
from runtime.runs.masked_log import MaskedLog
from runtime.secrets import Secrets
from runtime.session.transcript import Entry

TOKEN = "kP4vX9qLw2Tz7RbN"


@dataclass
class LogOutput:
    """A ledger over a context that holds TOKEN, and what it let through."""

    ledger: MaskedLog
    shown: list[Entry]

    def take(self, *whats: object) -> str:
        for what in whats:
            self.ledger.take(Entry(1, 0.0, what))  # type: ignore[arg-type]
        return repr(self.shown)


@pytest.fixture
def output() -> LogOutput:
    shown: list[Entry] = []
    context = {
        "OAuth2ProtocolConfiguration": json.dumps({"access_token": TOKEN, "account_key": "4205157634"})
    }
    return LogOutput(MaskedLog(Secrets.of_context(context), watch=shown.append), shown)


def request(*headers: tuple[str, str], target: str = "/", body: bytes = b"") -> SendRequest:
    return SendRequest(Request(1, "POST", "https", "api.example.com", 443, target, headers, body))


def test_a_secret_is_masked_in_every_part_of_an_entry(output: LogOutput) -> None:
    """Address, header, body, console, exception, result."""
    said = output.take(
        request(("Authorization", f"Bearer {TOKEN}"), target=f"/?t={TOKEN}", body=TOKEN.encode()),
        Log("log", f"it is {TOKEN}", Place(1, 1)),
        Throw(f"Error: {TOKEN}"),
        Finish(json.dumps({"t": TOKEN})),
    )
    assert TOKEN not in said
    assert "Bearer " in said


def test_a_stand_in_is_the_same_wherever_it_stands(output: LogOutput) -> None:
    """So that a recording still makes sense."""
    output.take(request(("Authorization", f"Bearer {TOKEN}")), Log("log", TOKEN))
    sent, log = (entry.what for entry in output.shown)
    assert isinstance(sent, SendRequest)
    assert isinstance(log, Log)
    assert sent.request.headers[0][1] == f"Bearer {log.text}"
    assert len(log.text) == len(TOKEN)


def test_what_a_script_signs_in_with_is_learnt_from_the_request(output: LogOutput) -> None:
    """It may come from the script itself."""
    pair = base64.b64encode(b"admin:Tr0ub4dor&3").decode()
    said = output.take(request(("Authorization", f"Basic {pair}")), Log("log", "Tr0ub4dor&3"))
    assert "Tr0ub4dor&3" not in said
    assert pair not in said
    sent, log = (entry.what for entry in output.shown)
    assert isinstance(sent, SendRequest)
    assert isinstance(log, Log)
    shown = sent.request.headers[0][1].removeprefix("Basic ")
    assert base64.b64decode(shown).decode() == f"admin:{log.text}"


def test_a_token_that_a_service_gives_out_is_learnt_from_its_answer(output: LogOutput) -> None:
    """Before that answer is shown, and for all that follows."""
    body = json.dumps({"access_token": "freshly-made-token-1"}).encode()
    said = output.take(
        request(),
        Responded(1, 200, "OK", (("Set-Cookie", "sid=s3cr3t-cookie; Path=/"),)),
        Received(1, body),
        Log("log", "freshly-made-token-1 s3cr3t-cookie"),
    )
    assert "freshly-made-token-1" not in said
    assert "s3cr3t-cookie" not in said


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_a_secret_in_a_compressed_body_is_masked_in_both_forms(
    output: LogOutput, compress: type[bytes]
) -> None:
    """The compressed one still unfolds to the other."""
    plain = json.dumps({"access_token": "freshly-made-token-1", "x": 1}).encode()
    output.take(request(), Responded(1, 200, "OK", ()), Received(1, compress(plain), decoded=plain))
    received = output.shown[-1].what
    assert isinstance(received, Received)
    assert received.decoded is not None
    assert b"freshly-made-token-1" not in received.decoded
    unfold = gzip.decompress if compress is gzip.compress else zlib.decompress
    assert unfold(received.body) == received.decoded


def test_a_compressed_body_without_a_secret_stays_as_it_came(output: LogOutput) -> None:
    body = gzip.compress(b"nothing to hide")
    output.take(request(), Responded(1, 200, "OK", ()), Received(1, body, decoded=b"nothing to hide"))
    received = output.shown[-1].what
    assert isinstance(received, Received)
    assert received.body == body


def test_what_is_no_secret_stays_as_it_is(output: LogOutput) -> None:
    """Account, licence and user keys are needed to understand a run."""
    log = Log("log", "account 4205157634, true, null, password", Place(1, 1))
    output.take(log)
    assert output.shown[0].what == log


@pytest.mark.parametrize("more", [(), (("Content-Length", "2"),), (("A", "b"), ("C", "d"))])
def test_a_cookie_is_masked_among_any_number_of_headers(
    output: LogOutput, more: tuple[tuple[str, str], ...]
) -> None:
    """In the head and in the trailers; the others stay what they are."""
    said = output.take(
        Responded(1, 200, "OK", (("Set-Cookie", "sid=HeaderSecret12345; Path=/"), *more)),
        Received(1, b"", (("Set-Cookie", "tid=TrailerSecret98765"), *more)),
    )
    assert "HeaderSecret12345" not in said
    assert "TrailerSecret98765" not in said
    for entry in output.shown:
        pairs = entry.what.headers if isinstance(entry.what, Responded) else entry.what.trailers  # type: ignore[union-attr]
        assert pairs[1:] == more


def test_a_secret_in_a_request_of_many_pieces_is_masked(output: LogOutput) -> None:
    """How it is cut up for the wire is not in its body."""
    headers = (("Transfer-Encoding", "chunked"), ("Content-Type", "application/json"))
    body = b'{"password": "NestedSecret4711"}'
    torn = Request(1, "POST", "https", "h", 443, "/", headers, body, chunks=(20, 12), unfinished=True)
    said = output.take(SendRequest(torn), Log("log", "it is NestedSecret4711"))
    assert "NestedSecret4711" not in said


@pytest.mark.parametrize("said", [b"nothing", TOKEN.encode()])
def test_a_decoded_body_is_masked_once(
    output: LogOutput, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """It may have ten megabytes."""
    seen: list[bytes] = []
    mask = Secrets.mask_bytes

    def take_note(self: Secrets, data: bytes) -> bytes:
        seen.append(data)
        return mask(self, data)

    monkeypatch.setattr(Secrets, "mask_bytes", take_note)
    output.take(Received(1, gzip.compress(said), decoded=said))
    (entry,) = output.shown
    assert isinstance(entry.what, Received)
    assert entry.what.decoded == gzip.decompress(entry.what.body)
    assert [data for data in seen if data in {said, entry.what.decoded}] == [said]
