"""`mws run`: what a script finds, how each run ends, and what is said about it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from runtime.model.errors import BadInput
from runtime.model.outcome import TABLE, Outcome
from runtime.runs.report import Report
from runtime.runs.store import open_recording
from tests.cli.conftest import Mws

NEW = ("--context", "@assigned-new")
Write = Callable[..., str]


def recordings(folder: Path) -> list[Path]:
    return sorted(folder.glob(".mws/runs/*.jsonl"))


# What a script finds.


def test_a_script_runs_as_it_is_in_global_scope(mws: Mws, script: Write) -> None:
    """Sloppy mode, `this` is the global object, and a declaration makes a global."""
    text = "var a = this === globalThis;\nfunction f() { return this; }\nb = f() === globalThis;\n"
    text += "context = {a: globalThis.a, b: b};\ndone(context);"
    report = mws("run", script(text), *NEW, "--json").json
    assert report["context"]["after"] == {"a": True, "b": True}


def test_nothing_but_ecmascript_and_the_documented_globals_is_there(mws: Mws, script: Write) -> None:
    """What the engine adds of its own is taken away."""
    text = "context.names = Object.getOwnPropertyNames(globalThis); done(context);"
    names = set(mws("run", script(text), *NEW, "--json").json["context"]["after"]["names"])
    assert {"context", "rest", "done", "console", "JSON", "Promise", "globalThis"} <= names
    foreign = {
        "require",
        "process",
        "Buffer",
        "fetch",
        "setTimeout",
        "btoa",
        "atob",
        "performance",
        "std",
        "os",
    }
    foreign |= {
        "queueMicrotask",
        "DOMException",
        "InternalError",
        "WeakRef",
        "SharedArrayBuffer",
        "navigator",
    }
    assert not names & foreign


def test_unknown_fields_come_through_unchanged_and_in_order(mws: Mws, script: Write) -> None:
    """Customers have their own."""
    said = mws("run", script("done(context);"), "--context", "@unknown-fields", "--out", "after.json")
    assert said.code == 0
    given = mws("contexts", "unknown-fields").out
    assert json.dumps(json.loads(Path("after.json").read_text("utf-8"))) == json.dumps(json.loads(given))


def test_the_context_can_come_from_standard_input(
    mws: Mws, script: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `--context -`."""
    import io

    class Stdin:
        buffer = io.BytesIO(b'{"from": "stdin"}')

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", Stdin())
    report = mws("run", script("done(context);"), "--context", "-", "--json").json
    assert report["context"]["before"] == {"from": "stdin"}


def test_console_goes_to_the_report_with_its_line_and_a_note(mws: Mws, script: Write) -> None:
    """MyWorkspace documents none."""
    said = mws("run", script("\n  console.warn('a', {b: 1});\ndone(context);"), *NEW)
    assert '  a.js:2:11  console.warn: a {"b":1}  (not documented for MyWorkspace)\n' in said.out


def test_what_a_script_prints_can_not_act_on_the_terminal(mws: Mws, script: Write) -> None:
    """Escape sequences are shown, not obeyed."""
    said = mws("run", script(r"console.log('\u001b[2J\u202egnp'); done(context);"), *NEW)
    assert r"\x1b[2J\u202egnp" in said.out
    assert "\x1b" not in said.out


def test_timers_are_there_when_they_are_asked_for(mws: Mws, script: Write) -> None:
    """--globals timers; and using them is reported."""
    text = "setTimeout(function (a) { context.a = a; done(context); }, 20, 7);"
    report = mws("run", script(text), *NEW, "--globals", "timers", "--json").json
    assert report["context"]["after"]["a"] == 7
    assert [finding["code"] for finding in report["findings"]] == ["undocumented-global"]


def test_time_stands_still_while_a_script_runs_and_begins_with_the_run(mws: Mws, script: Write) -> None:
    """So that a replay sees the same."""
    text = "var a = Date.now(); for (var i = 0; i < 1e6; i++); context.t = [a, Date.now(), +new Date()];"
    report = mws("run", script(text + "done(context);"), *NEW, "--json", "--record", "r.jsonl").json
    times = set(report["context"]["after"]["t"])
    assert len(times) == 1
    assert times == {open_recording(Path("r.jsonl")).plan.started}


# How runs end.


def test_done_is_0_and_tells_what_changed(mws: Mws, script: Write) -> None:
    text = "context.ProvisionedUser.LastName = 'Lovelace'; delete context.Application; context.x = [1];"
    said = mws("run", script(text + "done(context);"), *NEW)
    assert said.code == 0
    assert '  ~ context.ProvisionedUser.LastName  "Example" -> "Lovelace"\n' in said.out
    assert "  - context.Application  {" in said.out
    assert "  + context.x  [1]\n" in said.out


def test_a_script_that_never_calls_done_is_10_and_says_why(mws: Mws, script: Write) -> None:
    said = mws("run", script("1;"), *NEW)
    assert said.code == 10
    assert "  nothing was pending: no request was sent, and the script never called done\n" in said.out


def test_a_run_that_takes_too_long_is_11(mws: Mws, script: Write) -> None:
    """--deadline ends a script that waits ..."""
    said = mws(
        "run", script("setTimeout(function () {}, 1e6);"), *NEW, "--globals", "timers", "--deadline", "200ms"
    )
    assert said.code == 11
    assert "the run took longer than 0.2 s (--deadline)" in said.out
    assert "a timer was running, set at line 1" in said.out


def test_a_script_that_works_too_long_is_11_too(mws: Mws, script: Write) -> None:
    """... and one that is busy."""
    assert mws("run", script("for (;;);"), *NEW, "--deadline", "300ms", "--cpu", "20s").code == 11


def test_an_exception_is_12_with_its_place_and_its_line(mws: Mws, script: Write) -> None:
    """And the calls that led to it."""
    said = mws("run", script("function f() {\n\tthrow new TypeError('boom');\n}\n\nf();"), *NEW)
    assert said.code == 12
    assert "  a.js:2:8: TypeError: boom\n" in said.out
    assert "     2 |  throw new TypeError('boom');\n                ^\n" in said.out
    assert "  called from a.js:5:1\n" in said.out


def test_a_rejection_that_nobody_handles_is_an_uncaught_exception(mws: Mws, script: Write) -> None:
    """As in Node; the report names its place."""
    said = mws("run", script("Promise.reject(new Error('lost'));"), *NEW)
    assert said.code == 12
    assert "a.js:1:" in said.out
    assert "Error: lost" in said.out


def test_a_missing_global_gets_the_engines_error_and_a_hint(mws: Mws, script: Write) -> None:
    """What is documented, and the option if there is one."""
    said = mws("run", script("let fs = require('fs');"), *NEW)
    assert said.code == 12
    assert "a.js:1:10: ReferenceError: require is not defined\n" in said.out
    assert "MyWorkspace documents context, rest and done, and nothing else" in said.out


@pytest.mark.parametrize(
    ("text", "options", "code", "detail"),
    [
        ("for (;;) { Math.sqrt(2); }", ["--cpu", "300ms"], 13, "more than 0.3 s of CPU (--cpu)"),
        ("let a = []; for (;;) a.push({b: [1]});", ["--memory", "16M"], 14, "more than 16 MB (--memory)"),
        ("done({a: 'x'.repeat(200000)});", ["--max-recording", "150K"], 15, "(--max-recording)"),
        ("rest.get('https://api.getgo.com/');", ["--max-requests", "0"], 15, "(--max-requests)"),
        ("rest.get('https://api.getgo.com/');", ["--max-response", "10"], 15, "(--max-response)"),
    ],
)
def test_each_limit_has_its_outcome_and_is_named(
    mws: Mws, script: Write, text: str, options: list[str], code: int, detail: str
) -> None:
    """With the option that sets it."""
    said = mws("run", script(text), *NEW, *options)
    assert said.code == code
    assert detail in said.out


def test_work_after_done_is_let_go_on_for_a_while(mws: Mws, script: Write) -> None:
    """--after-done bounds it, and the first done's context stays the result."""
    text = "context.first = 1; done(context); setInterval(function () { context.late = 1; }, 10);"
    report = mws("run", script(text), *NEW, "--globals", "timers", "--after-done", "200ms", "--json").json
    assert report["outcome"] == "done"
    assert "late" not in report["context"]["after"]
    assert 0.2 <= report["usage"]["seconds"] < 5


def test_an_exception_after_done_is_a_finding(mws: Mws, script: Write) -> None:
    """The outcome stays done."""
    report = mws("run", script("done(context); throw new Error('late');"), *NEW, "--json").json
    assert report["outcome"] == "done"
    assert [finding["code"] for finding in report["findings"]] == ["threw-after-done"]


def test_findings_fail_a_strict_run(mws: Mws, script: Write) -> None:
    """With a code of their own: 3."""
    name = script("done(context); done(context);")
    assert mws("run", name, *NEW).code == 0
    assert mws("run", name, *NEW, "--strict").code == 3
    assert mws("run", script("done(context);"), *NEW, "--strict").code == 0


def test_the_context_that_a_script_can_not_write_as_json_is_its_own_error(mws: Mws, script: Write) -> None:
    """Thrown where done was called."""
    said = mws("run", script("context.self = context;\ndone(context);"), *NEW)
    assert said.code == 12
    assert "a.js:2:1: TypeError: circular reference" in said.out


# Transformations.


def test_a_transformations_result_is_its_changed_context(mws: Mws) -> None:
    """It needs no done; its folder tells what it is."""
    report = mws("run", "@transformations/mail-domain", "--context", "@transformation", "--json").json
    assert report["outcome"] == "done"
    assert report["script"]["kind"] == "transformation"
    assert report["script"]["kind_because"] == "its folder, transformations/"
    assert [change["path"] for change in report["context"]["changes"]] == ["context.CurrentUser.MailAddress"]


def test_a_transformation_has_neither_rest_nor_done(mws: Mws, script: Write) -> None:
    """It is told so when it reaches for them."""
    said = mws("run", script("// mws: transformation\ndone(context);"), *NEW)
    assert said.code == 12
    assert "A transformation script has only context, no done" in said.out


# What is said, written and recorded.


def test_json_is_one_object_of_the_published_shape(mws: Mws, script: Write) -> None:
    """Read back by the type that its schema is made from."""
    said = mws("run", script("console.log(1); done(context);"), *NEW, "--json")
    TypeAdapter(Report).validate_json(said.out, strict=False)
    schema = mws("schema", "report").json
    assert set(said.json) == set(schema["$defs"]["Report"]["properties"])
    assert said.err == ""


def test_the_scripts_hash_is_of_its_bytes(mws: Mws, script: Write) -> None:
    """In the report and in the recording."""
    name = script("\ufeffdone(context);\r\n")
    hashed = hashlib.sha256(Path(name).read_bytes()).hexdigest()
    report = mws("run", name, *NEW, "--json", "--record", "r.jsonl").json
    assert report["script"]["sha256"] == hashed
    assert json.loads(Path("r.jsonl").read_text("utf-8").splitlines()[0])["script"]["sha256"] == hashed


def test_quiet_says_only_findings_and_outcome(mws: Mws, script: Write) -> None:
    """By `-q`."""
    said = mws("run", script("done(context); done(context);"), *NEW, "-q")
    lines = said.out.splitlines()
    assert lines[0] == "findings"
    assert lines[-1].startswith("outcome   done")
    assert len(lines) == 3


def test_the_result_goes_to_a_file_of_the_authors_own(mws: Mws, script: Write) -> None:
    """--out: unmasked, since it is his, and for his eyes only."""
    assert mws("run", script("context.x = 1; done(context);"), *NEW, "--out", "after.json").code == 0
    after = json.loads(Path("after.json").read_text("utf-8"))
    assert after["x"] == 1
    assert "SAMPLE-access-token" in after["OAuth2ProtocolConfiguration"]
    if os.name == "posix":
        assert stat.S_IMODE(Path("after.json").stat().st_mode) == 0o600


def test_a_run_is_recorded_under_a_readable_name(mws: Mws, folder: Path, script: Write) -> None:
    """.mws/runs/, mode 0600, and the report says where."""
    said = mws("run", script("done(context);", "my script.js"), *NEW)
    (recording,) = recordings(folder)
    assert "_my-script_" in recording.name
    assert f"recording {recording.relative_to(folder)}\n" in said.out
    if os.name == "posix":
        assert stat.S_IMODE(recording.stat().st_mode) == 0o600


def test_no_recording_is_kept_if_none_is_wanted(mws: Mws, folder: Path, script: Write) -> None:
    """By `--no-record`."""
    said = mws("run", script("done(context);"), *NEW, "--no-record")
    assert said.code == 0
    assert "recording" not in said.out
    assert not (folder / ".mws").exists()


def test_a_recordings_last_line_is_the_end(mws: Mws, script: Write) -> None:
    """Outcome, findings, and the result."""
    mws("run", script("context.x = 1; done(context); done(1);"), *NEW, "--record", "r.jsonl")
    end = open_recording(Path("r.jsonl")).end
    assert end is not None
    assert end.outcome == "done"
    assert [finding.code for finding in end.findings] == ["done-again"]
    assert json.loads(end.context or "")["x"] == 1


def test_no_secret_of_the_context_is_shown_or_recorded(mws: Mws, script: Write) -> None:
    """Neither as it is nor as a script disguises it."""
    text = "var t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token;\n"
    text += "console.log(t, encodeURIComponent(t), JSON.stringify({t: t}));\ncontext.copy = t; done(context);"
    said = mws("run", script(text), *NEW, "--record", "r.jsonl")
    shown = said.out + mws("run", "a.js", *NEW, "--json").out + Path("r.jsonl").read_text("utf-8")
    assert "SAMPLE-access-token-kP4vX9qLw2Tz7RbN" not in shown
    assert "SAMPLE-refresh-token" not in shown
    assert "4205157634209012741" in shown


def test_a_context_with_secrets_that_a_script_leaves_alone_is_unchanged(mws: Mws, script: Write) -> None:
    """Short ones and numbers are masked as well, and no stand-in looks like a change."""
    inner = json.dumps({"api_key": "k1"})
    context = {"password": "abc", "pin_secret": 123456789, "o": inner, "note": "abc k1"}
    Path("ctx.json").write_text(json.dumps(context), "utf-8")
    said = mws("run", script("done(context);"), "--context", "ctx.json", "--json", "--record", "r.jsonl")
    assert said.json["context"]["changes"] == []
    assert said.json["context"]["before"]["note"] == "abc k1"
    shown = said.out + Path("r.jsonl").read_text("utf-8")
    assert "123456789" not in shown
    plain = shown.replace("\\", "")
    for clear in ('"password": "abc"', '"password":"abc"', '"api_key": "k1"', '"api_key":"k1"'):
        assert clear not in plain


def test_short_secrets_are_masked_where_they_are_sent(mws: Mws, script: Write) -> None:
    """In headers, addresses and forms; and in the script that holds them."""
    text = """
        rest.post('https://api.getgo.com/x?password=p1w', {
            headers: {'X-Secret': 's3c', 'X-Api-Key': 'KEY-IN-SOURCE-1'}, data: {client_secret: 'f0r'}
        }).on('complete', function () { done(context); });"""
    said = mws("run", script(text), *NEW, "-v", "--record", "r.jsonl")
    sent = said.out + Path("r.jsonl").read_text("utf-8").split("\n", 1)[1]
    for clear in ("p1w", "s3c", "f0r"):
        assert clear not in sent
    assert "KEY-IN-SOURCE-1" not in said.out + Path("r.jsonl").read_text("utf-8")


def test_too_much_at_once_is_a_limit(mws: Mws, script: Write) -> None:
    """Not the engine's fault."""
    said = mws("run", script("for (var i = 0; i < 20000; i++) console.log(i); done(context);"), *NEW)
    assert said.code == 15
    assert "more than 10000 requests, console lines and other calls in one turn" in said.out


def test_a_script_can_not_write_lines_of_the_report(mws: Mws, script: Write) -> None:
    """What it throws is indented, whatever is in it."""
    said = mws("run", script(r"throw new Error('x\n\noutcome   done  1 ms');"), *NEW, "-q")
    lines = said.out.splitlines()
    assert [line for line in lines if line.startswith("outcome")] == [lines[0]]
    assert lines[0].startswith("outcome   threw")


def test_a_result_that_can_not_be_kept_leaves_the_report_standing(
    mws: Mws, script: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is a fact by then."""

    def fail(*_: object) -> None:
        raise BadInput("after.json", "can't be written: No space left on device")

    monkeypatch.setattr("runtime.runs.launch.write_private", fail)
    said = mws("run", script("done(context);"), *NEW, "--out", "after.json")
    assert said.code == 2
    assert "outcome   done" in said.out
    assert said.err.startswith("after.json: can't be written")


def test_digits_that_javascript_loses_are_no_change_of_the_scripts(mws: Mws, script: Write) -> None:
    """The engine reads numbers as JavaScript does."""
    Path("ctx.json").write_text('{"key": 4205157634209012741}', "utf-8")
    report = mws("run", script("done(context);"), "--context", "ctx.json", "--json").json
    assert report["context"]["changes"] == []


def test_a_secret_has_the_same_stand_in_in_all_recordings_of_a_folder(
    mws: Mws, folder: Path, script: Write
) -> None:
    """So that they compare; and the key lies beside them, not among them."""
    name = script("done(context);")
    for _ in range(2):
        mws("run", name, *NEW)
    heads = [recording.read_text("utf-8").splitlines()[0] for recording in recordings(folder)]
    contexts = [json.loads(head)["context"] for head in heads]
    assert len(contexts) == 2
    assert contexts[0] == contexts[1]
    assert sorted(path.name for path in (folder / ".mws").iterdir()) == ["runs", "stand-ins.key"]


def test_the_next_command_is_worth_trying(mws: Mws, script: Write) -> None:
    """It is this one with one option more."""
    assert (
        "next      mws run a.js --context @assigned-new --strict\n"
        in mws("run", script("done(context);"), *NEW).out
    )
    said = mws("run", script("setTimeout(done);"), *NEW)
    assert "next      mws run a.js --context @assigned-new --globals timers\n" in said.out
    asked = mws("run", "@goto-provision", *NEW)
    assert asked.out.endswith("next      mws show last\n")
    assert mws("run", "@goto-provision", *NEW, "--no-record").out.endswith("--no-record -v\n")


def test_the_table_of_outcomes_is_complete_and_every_code_means_one_thing() -> None:
    assert set(TABLE) == set(Outcome)
    codes = [meaning.exit_code for meaning in TABLE.values()]
    assert len(set(codes)) == len(codes)
    assert not set(codes) & {1, 2, 3}
