"""A recording gets other people: none of the originals is left, and it replays as it was written."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.entities import codepoint2name
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.inputs.context import Context
from runtime.inputs.files import read_context, read_script
from runtime.model.commands import Finish, SendRequest
from runtime.model.errors import BadInput
from runtime.model.events import Received
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.launch import Order
from runtime.runs.recorder import Recorder
from runtime.runs.replay.pseudonymise import PseudonymiseRequest, PseudonymiseResult
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.examples import examples
from tests.paths import RECORDINGS, ROOT
from tests.runs.replay.leaks import leaks
from tests.runs.replay.recording import INTERRUPTED, press_ctrl_c

FILES = sorted(RECORDINGS.glob("v*/*.jsonl"))
HOST = "https://api.example.com"


def record(
    folder: Path, script: Script, context: Context, choice: WorldChoice | None = None, *, timers: bool = False
) -> Path:
    path = folder / "run.jsonl"
    path.unlink(missing_ok=True)
    order = Order(
        script=script,
        context=context,
        kind=infer_kind(script),
        limits=Limits(deadline=60),
        choice=choice or WorldChoice(),
        timers=timers,
        record=path,
    )
    running.run_order(order)
    return path


def context_of(value: object) -> Context:
    return Context.from_bytes("ctx.json", json.dumps(value).encode())


def pseudonymise_file(path: Path, **options: Any) -> tuple[Path, PseudonymiseResult]:
    made = path.with_name("made.jsonl")
    made.unlink(missing_ok=True)

    return made, running.run_pseudonymise(PseudonymiseRequest(open_recording(path), made, **options))


def result(path: Path) -> Any:
    return json.loads(open_recording(path).transcript.finishes[0].context)


def has_same_shape(before: Recording, after: Recording) -> bool:
    """The same lines at the same times, and bodies of the same lengths."""

    def lengths(recording: Recording) -> list[Any]:
        return [
            len(one.what.request.body)
            if isinstance(one.what, SendRequest)
            else len(one.what.body)
            if isinstance(one.what, Received) and one.what.decoded is None
            else 0
            for one in recording.entries
        ]

    one, other = (
        [(entry.seq, entry.t, type(entry.what)) for entry in recording.entries]
        for recording in (before, after)
    )
    return one == other and lengths(before) == lengths(after)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_recording_of_the_suite_gets_other_people(path: Path, tmp_path: Path) -> None:
    """However it ended, also in the middle of a turn."""
    copy = tmp_path / "run.jsonl"
    copy.write_bytes(path.read_bytes())
    made, _ = pseudonymise_file(copy)
    assert running.run_replay(open_recording(made)).identical
    assert has_same_shape(open_recording(copy), open_recording(made))
    assert leaks(copy, "ada@example.com")
    for original in ("ada@example.com", "4205157634209012741"):
        assert not leaks(made, original)
    assert not leaks(made, "Ada", alone=True)


@pytest.mark.parametrize("state", ["empty", "one-user", "several-users", "numeric-keys", "licensed-user"])
@pytest.mark.parametrize("name", ["goto-provision", "goto-deprovision"])
def test_the_published_scripts_with_other_people(name: str, state: str, tmp_path: Path) -> None:
    """Numbers that JavaScript rounds included."""
    choice = WorldChoice(fakes=(f"goto={ROOT}/fixtures/goto/{state}.json",))
    path = record(tmp_path, read_script(f"@{name}"), read_context("@assigned-existing"), choice)
    made, told = pseudonymise_file(path)
    assert running.run_replay(open_recording(made)).identical
    assert told.replaced["mail_address"] >= 1
    for original in originals(open_recording(path)):
        assert not leaks(made, original), original


def originals(recording: Recording) -> set[str]:
    """Mail addresses and long numbers of a recording's inputs, but for clocks and licences."""
    texts = [recording.plan.context]
    texts += [one.what.body.decode() for one in recording.entries if isinstance(one.what, Received)]
    text = "\n".join(texts)
    ids = re.findall(r'key"?\\?":\s*\\?"?(\d{10,})', text)
    return set(re.findall(r"[\w.+-]+@example\.com", text)) | set(ids)


@pytest.mark.parametrize(
    ("context", "names"),
    [
        ("umlauts", ("J\u00fcrgen", "M\u00fc\u00dfig", "juergen", "muessig")),
        ("apostrophe-plus", ("Niamh", "O'Example", "niamh.o'example+meeting@example.com")),
        ("beyond-latin1", ()),
    ],
)
def test_umlauts_and_apostrophes_have_others_in_their_place(
    context: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    """As long in characters and in bytes."""
    path = record(tmp_path, read_script("@goto-provision"), read_context(f"@{context}"))
    made, _ = pseudonymise_file(path)
    assert running.run_replay(open_recording(made)).identical
    assert has_same_shape(open_recording(path), open_recording(made))
    for name in names:
        assert leaks(path, name)
        assert not leaks(made, name), name


PERSON = {
    "ProvisionedUser": {
        "FirstName": "Theodora",
        "LastName": "Quintessa",
        "MailAddress": "theodora.quintessa@beispiel-ag.de",
        "UserName": "quintessa42",
        "Phone": "+49 (89) 5550-1234",
        "Birthday": "1987-11-23",
        "Street": "Zwetschgenweg 17",
        "City": "Xanten",
        "PostalCode": "46509",
        "EmployeeId": "73002915",
        "ObjectGUID": "9F2504E0-4F89-41D3-9A0C-0305E82C3301",
    },
    "Manager": {"displayName": "Kaj Oe", "mail": "kaj@beispiel-ag.de"},
    "Nested": json.dumps({"login": "theoq", "employeeKey": "5550001112223334445"}),
    "Application": {"name": "Theodolite"},
}
ORIGINALS = [
    "Theodora",
    "Quintessa",
    "theodora.quintessa@beispiel-ag.de",
    "quintessa42",
    "+49 (89) 5550-1234",
    "1987-11-23",
    "Zwetschgenweg",
    "Xanten",
    "73002915",
    "9F2504E0-4F89-41D3-9A0C-0305E82C3301",
    "kaj@beispiel-ag.de",
    "5550001112223334445",
    "beispiel-ag.de",
]
B64 = """
function b64(s) {
    var a = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', o = '';
    for (var i = 0; i < s.length; i += 3) {
        var n = s.charCodeAt(i) << 16 | (s.charCodeAt(i + 1) || 0) << 8 | (s.charCodeAt(i + 2) || 0);
        o += a[n >> 18] + a[n >> 12 & 63] + (i + 1 < s.length ? a[n >> 6 & 63] : '=')
            + (i + 2 < s.length ? a[n & 63] : '=');
    }
    return o;
}
function hash(s) { var h = 0; for (var i = 0; i < s.length; i++) h = h * 31 + s.charCodeAt(i) | 0; return h; }
function hex(s) { return s.split('').map(function (c) { return c.charCodeAt(0).toString(16); }).join(''); }
function after() { done(context); }
var u = context.ProvisionedUser, first = u.FirstName, last = u.LastName, mail = u.MailAddress;
"""
COMPUTING = {
    "cases": "context.r = [first.toUpperCase(), last.toLowerCase(), mail.toUpperCase()]; done(context);",
    "hashes": "context.r = [hash(first), hash(mail)]; done(context);",
    "a sorted list": "context.r = [first, last, 'm', 'Zed', u.City].sort(); done(context);",
    "base64": "context.r = [b64(first), b64('x' + last), b64('xy' + mail), b64(first + ':' + last)];"
    "done(context);",
    "hex and backwards": "context.r = [hex(mail), last.split('').reverse().join('')]; done(context);",
    "addresses that it puts together": "context.r = (first + '.' + last).toLowerCase() + '@beispiel-ag.de';"
    "console.log(context.r === mail); done(context);",
    "a check of the domain": "if (mail.split('@')[1] === 'beispiel-ag.de') console.log('us'); done(context);",
    "a full name": "context.r = last + ', ' + first + ' / ' + first[0] + last; done(context);",
    "encodings": "context.r = [encodeURIComponent(mail), escape(u.Phone), encodeURI(u.Street),"
    "JSON.stringify(JSON.stringify(u))]; done(context);",
    "lengths": "context.r = [first.length, mail.length, u.Phone.length]; done(context);",
    "a query and basic authentication": f"rest.get('{HOST}/users', {{query: {{mail: mail, n: first}},"
    "username: u.UserName, password: 'x'}).on('complete', after);",
    "a form": f"rest.post('{HOST}/users', {{data: {{mail: mail, street: u.Street}}}}).on('complete', after);",
    "several parts": f"rest.post('{HOST}/users', {{multipart: true, data: {{mail: mail, s: last}}}})"
    ".on('complete', after);",
    "an exception": "throw new Error('no ' + first + ' ' + mail);",
    "numbers": "context.r = [Number(JSON.parse(context.Nested).employeeKey), +u.EmployeeId]; done(context);",
    "a timer": "setTimeout(function () { console.log(first); done(context); }, first.length);",
}


@pytest.mark.parametrize("what", COMPUTING)
def test_what_a_script_computes_comes_from_the_pseudonyms(what: str, tmp_path: Path) -> None:
    """Nobody is left in it, whatever it was turned into."""
    script = Script(B64 + COMPUTING[what], name="own.js")
    path = record(tmp_path, script, context_of(PERSON), timers=True)
    made, _ = pseudonymise_file(path)
    assert running.run_replay(open_recording(made)).identical
    assert has_same_shape(open_recording(path), open_recording(made))
    for original in ORIGINALS:
        assert not leaks(made, original), original
    assert not leaks(made, "Kaj", alone=True)
    assert not leaks(made, "5550001112223334000", alone=True)


def test_somebody_named_like_the_domain_of_his_mail_is_replaced_and_the_domain_stays(tmp_path: Path) -> None:
    """Also where the address stands percent-encoded, as in a query."""
    text = f"""
        rest.get('{HOST}/people', {{query: {{mail: context.MailAddress}}}})
          .on('complete', function () {{ done(context); }});"""
    person = {"MailAddress": "ada@example.com", "FirstName": "Ada", "LastName": "Example"}
    made, _ = pseudonymise_file(record(tmp_path, Script(text, name="own.js"), context_of(person)))
    sent = [
        entry.what.request.target
        for entry in open_recording(made).entries
        if isinstance(entry.what, SendRequest)
    ]
    assert len(sent) == 1
    assert sent[0].endswith("%40example.com")
    assert "ada" not in sent[0]


def test_the_pseudonyms_of_one_person_agree(tmp_path: Path) -> None:
    """Of the same shape, and not the same in another run: nobody can check a guess."""
    script = Script(f"{B64}{COMPUTING['addresses that it puts together']}", name="own.js")
    path = record(tmp_path, script, context_of(PERSON))
    made, _ = pseudonymise_file(path)
    after = result(made)
    user = after["ProvisionedUser"]
    assert after["r"] == user["MailAddress"]
    assert user["MailAddress"].endswith(".example")
    assert user["FirstName"].istitle()
    assert re.fullmatch(r"19\d\d-[01]\d-[0-2]\d", user["Birthday"])
    assert re.fullmatch(r"\+\d\d \(\d\d\) \d{4}-\d{4}", user["Phone"])
    assert re.fullmatch(r"[1-9]\d{7}", user["EmployeeId"])
    assert re.fullmatch(r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-9[0-9A-F]{3}-[0-9A-F]{12}", user["ObjectGUID"])
    assert after["Application"]["name"] == "Theodolite"
    assert [len(str(one).encode()) for one in user.values()] == [
        len(str(one).encode())
        for one in PERSON["ProvisionedUser"].values()  # type: ignore[attr-defined]
    ]
    again, _ = pseudonymise_file(path)
    assert result(again)["ProvisionedUser"] != user


def replace_body(path: Path, body: bytes, decoded: bytes | None = None) -> None:
    """Another body in the answer of a recording, as a service would have sent it."""
    recording = open_recording(path)
    path.unlink()
    recorder = Recorder(path, 1 << 30)
    recorder.begin(recording.head)
    for entry in recording.entries:
        what = entry.what
        if isinstance(what, Received):
            what = replace(what, body=body, decoded=decoded)
        recorder.take(replace(entry, what=what))
    assert recording.end is not None
    recorder.end(recording.end)


GET = """
    rest.get('https://api.getgo.com/users')
        .on('complete', function (d) { context.d = typeof d; done(context); });
"""
INSIDE = json.dumps(
    {
        "users": [{"firstName": "Kaj", "text": "hi Kaj\nKaj", "id": 5550001112223334445}],
        "mail": "kaj@beispiel-ag.de",
        "note": json.dumps({"lastName": "Al", "text": "Also Al, Alabama, Kajsa"}),
        "auth": base64.b64encode(b"kaj@beispiel-ag.de:secret").decode(),
        "xml": "<user><lastName>Rosamunde</lastName></user>",
        "link": "https://api.example.com/users/kaj%40beispiel-ag.de?n=Kaj%20Al",
        "Al": "a key of the protocol's",
    }
)


@pytest.mark.parametrize("packed", [False, True])
def test_people_in_answers_are_found_and_replaced(packed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Also in gzip'd ones, in JSON in JSON, in base64 and in addresses; short names only as words."""
    path = record(tmp_path, Script(GET, name="own.js"), context_of({"a": 1}))
    body = INSIDE.encode()
    replace_body(path, gzip.compress(body) if packed else body, body if packed else None)
    made, told = pseudonymise_file(path)
    assert running.run_replay(open_recording(made)).identical
    for original in ("kaj@beispiel-ag.de", "5550001112223334445", "Kaj Al"):
        assert leaks(path, original)
        assert not leaks(made, original), original
    assert not leaks(made, "Kaj", alone=True)
    received = next(one.what for one in open_recording(made).entries if isinstance(one.what, Received))
    inside = json.loads(received.body if received.decoded is None else received.decoded)
    text = json.loads(inside["note"])["text"]
    assert text.startswith("Also ")
    assert text.endswith(", Alabama, Kajsa")
    assert " Al," not in text
    assert "Al" in inside
    assert "Rosamunde" not in inside["xml"]
    assert "api.example.com" in inside["link"]
    assert type(inside["users"][0]["id"]) is int
    assert any("Keys" in note for note in told.notes)


def test_people_in_the_script_are_replaced_and_its_code_is_not(tmp_path: Path) -> None:
    """The hash is that of the new text, and the notes say so."""
    text = (
        "// asks Rosamunde (rosamunde.admin@beispiel-ag.de)\n"
        "var Max = 'Max', to = 'rosamunde.admin@beispiel-ag.de';\n"
        "context.r = [Math.max(1, 2), Max, `hello ${Max} Max`, to, context['FirstName']]; done(context);"
    )
    path = record(
        tmp_path,
        Script(text, name="own.js", sha256="00"),
        context_of({"FirstName": "Max", "LastName": "Rosamunde"}),
    )
    made, told = pseudonymise_file(path)
    head = open_recording(made).head
    assert "Math.max(1, 2), Max, `hello ${Max} " in head.plan.script.text
    assert "context['FirstName']" in head.plan.script.text
    assert head.plan.script.sha256 != "00"
    assert head.note
    assert any("script" in note for note in told.notes)
    assert not leaks(made, "rosamunde")
    assert result(made)["r"][1] == result(made)["FirstName"] != "Max"
    assert running.run_replay(open_recording(made)).identical


def test_names_that_are_words_of_the_protocol_leave_it_alone(tmp_path: Path) -> None:
    """Media types, hosts, keys and code stay; a sentence's `will` does, too."""
    text = """
        var date = Math.max(1, 2), url = 'https://api.getgo.com/will';
        rest.get(url, {headers: {Accept: 'application/json'}}).on('complete', function () {
            context.said = 'you will see Will, ' + date; done(context);
        });"""
    value = {"FirstName": "Will", "LastName": "Application", "Boss": {"surname": "Getgo", "givenName": "Max"}}
    made, _ = pseudonymise_file(record(tmp_path, Script(text, name="own.js"), context_of(value)))
    request = next(
        one.what.request for one in open_recording(made).entries if isinstance(one.what, SendRequest)
    )
    assert (request.host, request.header("accept")) == ("api.getgo.com", "application/json")
    said = result(made)["said"]
    assert said.startswith("you will see ")
    assert said.endswith(", 2")
    for name in ("Will", "Max"):
        assert not leaks(made, name, alone=True)


def test_also_and_keep_have_the_last_word(tmp_path: Path) -> None:
    """By paths of the context, also into JSON in a string, and of answers."""
    value = {
        "Order": json.dumps({"remark": "for Grandma Esme"}),
        "Boss": {"displayName": "Department Seven"},
        "mail": "esme@example.com",
    }
    path = record(tmp_path, Script("done(context);", name="own.js"), context_of(value))
    assert leaks(pseudonymise_file(path)[0], "for Grandma Esme")
    made, told = pseudonymise_file(path, also=("Order.remark",), keep=("$.Boss.displayName",))
    assert not leaks(made, "Grandma")
    assert leaks(made, "Department Seven")
    assert told.replaced["marked"] == 1
    assert running.run_replay(open_recording(made)).identical


@pytest.mark.parametrize(("option", "path"), [("also", "No.such"), ("keep", "..")])
def test_a_path_to_nothing_is_refused(option: str, path: str, tmp_path: Path) -> None:
    run = record(tmp_path, Script("done(context);", name="own.js"), context_of({"mail": "esme@example.com"}))
    with pytest.raises(BadInput, match=f"--{option}"):
        pseudonymise_file(run, **{option: (path,)})


BRANCHES = {
    "a request more": f"if (context.FirstName === 'Esme') rest.get('{HOST}/x'); \ndone(context);".replace(
        "'Esme'", "'Es' + 'me'"
    ),
    "another call of done": "if (context.FirstName[0] === 'E' && context.FirstName[1] === 's') done(context);"
    "\nelse done({});",
    "an exception": "if (context.FirstName !== 'Es' + 'me') null.x; \ndone(context);",
}


@pytest.mark.parametrize("what", BRANCHES)
def test_a_script_that_branches_on_a_name_is_refused_with_its_place(what: str, tmp_path: Path) -> None:
    """And nothing is written."""
    path = record(tmp_path, Script(BRANCHES[what], name="own.js"), context_of({"FirstName": "Esme"}))
    with pytest.raises(BadInput) as refused:
        pseudonymise_file(path)
    assert refused.value.where.startswith("own.js:")
    assert "Esme" not in f"{refused.value} {refused.value.way_out}"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["run.jsonl"]


def test_somebody_whom_the_script_makes_up_is_not_written(tmp_path: Path) -> None:
    """A name that it puts together itself comes again, and is found."""
    text = "context.again = 'Rosa' + 'munde'; done(context);"
    path = record(tmp_path, Script(text, name="own.js"), context_of({"LastName": "Rosamunde"}))
    with pytest.raises(BadInput, match="still there"):
        pseudonymise_file(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["run.jsonl"]


def test_a_recording_of_nobody_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path, Script("done(context);", name="own.js"), context_of({"a": "b"}))
    with pytest.raises(BadInput, match="nobody"):
        pseudonymise_file(path)


NAMES = st.text(st.sampled_from("abcdefgrstuvzäöüßéłøśž"), min_size=7, max_size=12).map(
    lambda text: f"Zq{text}"  # no word of the protocol, which stays
)


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=NAMES, last=NAMES, number=st.integers(10**9, 10**20))
def test_any_name_is_gone_in_any_encoding(first: str, last: str, number: int, tmp_path: Path) -> None:
    """Whatever letters it has."""
    value = {
        "FirstName": first,
        "LastName": last,
        "userKey": str(number),
        "text": f"{last}, {first} ({number})",
        "json": json.dumps({"deep": json.dumps([first, number])}),
    }
    text = """
        var f = context.FirstName, l = context.LastName;
        context.r = [f.toUpperCase(), encodeURIComponent(l), escape(f), JSON.stringify([f + l]),
            f.split('').reverse().join(''), Number(context.userKey), l < f];
        done(context);"""
    path = record(tmp_path, Script(text, name="own.js"), context_of(value))
    made, _ = pseudonymise_file(path)
    assert running.run_replay(open_recording(made)).identical
    for original in (first, last, str(number)):
        assert not leaks(made, original), original
    finish = next(one.what for one in open_recording(made).entries if isinstance(one.what, Finish))
    before = next(one.what for one in open_recording(path).entries if isinstance(one.what, Finish))
    assert len(json.loads(finish.context)["text"].encode()) == len(
        json.loads(before.context)["text"].encode()
    )


NAME = st.text(st.sampled_from("abcdefgklmnorstuvwzäöüé"), min_size=6, max_size=10).map(
    lambda text: f"Zq{text}"
)
ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "percent": lambda text: quote(text, safe=""),
    "percent in lower case": lambda text: re.sub("%..", lambda match: match[0].lower(), quote(text, safe="")),
    "twice percent": lambda text: quote(quote(text)),
    "a form": lambda text: f"a=b&c={quote_plus(text)}",
    "JSON": lambda text: json.dumps({"x": text}),
    "JSON in JSON": lambda text: json.dumps({"x": json.dumps([text], ensure_ascii=False)}),
    "JSON three times": lambda text: json.dumps({"x": json.dumps([json.dumps({"deep": text})])}),
    "HTML": lambda text: f"<p>{html.escape(text)}</p>",
    "numbers of characters": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "names of characters": lambda text: "".join(
        f"&{codepoint2name[ord(one)]};" if ord(one) in codepoint2name else one for one in text
    ),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one further": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64, two further": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode() + b"z").decode(),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "hex": lambda text: text.encode().hex(),
    "backwards": lambda text: text[::-1],
}


@settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAME, how=st.sampled_from(sorted(ENCODERS)), packing=st.sampled_from(["plain", "gzip"]))
def test_a_name_is_gone_from_an_answer_in_any_encoding(
    name: str, how: str, packing: str, tmp_path: Path
) -> None:
    """A service may say it in another way than the context."""
    path = record(tmp_path, Script(GET, name="own.js"), context_of({"lastName": name}))
    body = json.dumps({"said": ENCODERS[how](name), "total": 1}, ensure_ascii=False).encode()
    replace_body(path, *((gzip.compress(body), body) if packing == "gzip" else (body, None)))
    assert leaks(path, name)
    made, _ = pseudonymise_file(path)
    assert not leaks(made, name)
    assert running.run_replay(open_recording(made)).identical


def test_a_run_that_was_stopped_in_a_turn_has_other_last_words(tmp_path: Path) -> None:
    """That turn isn't run again: its words are exchanged as texts."""
    text = "console.log('looking for ' + context.mail); console.log(context.lastName); for (;;) {}"
    path = tmp_path / "run.jsonl"
    context = context_of({"lastName": "Weatherwax", "mail": "w.weatherwax@beispiel-ag.de"})
    script = Script(text, name="own.js")
    running.run_order(
        Order(
            script=script,
            context=context,
            kind=infer_kind(script),
            limits=Limits(cpu=0.2),
            choice=WorldChoice(),
            record=path,
        )
    )
    assert open_recording(path).ending.outcome == "cpu-limit"
    made, _ = pseudonymise_file(path)
    for original in ("Weatherwax", "w.weatherwax@beispiel-ag.de"):
        assert leaks(path, original)
        assert not leaks(made, original)
    assert running.run_replay(open_recording(made)).identical


def test_a_recording_that_breaks_off_gets_other_people(tmp_path: Path) -> None:
    """And breaks off at the same place."""
    script = Script("console.log(context.mail); done(context);", name="own.js")
    path = record(tmp_path, script, context_of({"mail": "w.weatherwax@example.com"}))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    made, _ = pseudonymise_file(path)
    assert open_recording(made).end is None
    assert not leaks(made, "w.weatherwax@example.com")


@pytest.mark.parametrize("text", ["no JSON", "[" * 3000, "null", "7"])
def test_a_recording_whose_context_is_none_is_refused(text: str, tmp_path: Path) -> None:
    """Recordings come from anybody."""
    path = record(
        tmp_path, Script("done(context);", name="own.js"), context_of({"mail": "w.weatherwax@example.com"})
    )
    recording = open_recording(path)
    broken = recording.with_plan(replace(recording.plan, context=text))
    with pytest.raises(BadInput):
        running.run_pseudonymise(PseudonymiseRequest(broken, tmp_path / "made.jsonl"))
    assert not (tmp_path / "made.jsonl").exists()


def test_addresses_of_pages_and_ordinary_keys_are_nobody(tmp_path: Path) -> None:
    """Neither links under a user's key, nor an application's name, nor short numbers, nor masked tokens."""
    value = {
        "mail": "w.weatherwax@example.com",
        "user": {"login": "https://api.example.com/users/1"},
        "Application": {"name": "Backup"},
        "id": 17,
        "key": "ACTIVE",
        "houseNumber": "12",
        "next": "https://api.example.com/users?page=17",
        "status": {"name": "Ready", "code": 12},
    }
    made, told = pseudonymise_file(
        record(tmp_path, Script("done(context);", name="own.js"), context_of(value))
    )
    assert told.replaced == {"mail_address": 1}
    assert {**result(made), "mail": ""} == {**value, "mail": ""}


@INTERRUPTED
def test_whoever_stops_it_gets_no_recording_and_no_complaint_about_the_script(tmp_path: Path) -> None:
    recording = open_recording(RECORDINGS / "v2" / "done.jsonl")
    with pytest.raises(KeyboardInterrupt):
        running.run_pseudonymise(PseudonymiseRequest(recording, tmp_path / "made.jsonl"), press_ctrl_c())
    assert not list(tmp_path.iterdir())
