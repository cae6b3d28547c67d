"""`mws show`: a recorded run to read, in the terminal and for machines."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runtime.recording.chain import Chain
from runtime.render.screen import Screen
from tests.cli.conftest import Mws
from tests.paths import RECORDINGS

EVERY = sorted(RECORDINGS.glob("v?/*.jsonl"))
DONE = RECORDINGS / "v2" / "done.jsonl"
ACTS_ON_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NEW = ("--context", "@assigned-new")
HOST = "https://api.example.com"


def rewrite_recording(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> str:
    """A recording of our own: DONE with its lines changed, and sealed anew."""
    lines = [json.loads(line) for line in DONE.read_text("utf-8").splitlines()]
    for line in lines:
        del line["chain"]
    change(lines)
    chain = Chain()
    path.write_text("".join(chain.seal(json.dumps(line)) + "\n" for line in lines), "utf-8")
    return str(path)


def answers(folder: Path, *of: dict[str, Any]) -> tuple[str, ...]:
    """The options for a world that answers so."""
    (folder / "answers.json").write_text(json.dumps({"answers": list(of)}), "utf-8")
    return ("--world", "answers.json", "--record", "r.jsonl", "--globals", "timers")


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_recording_can_be_shown(mws: Mws, path: Path) -> None:
    """Each outcome, each version of the format; with its requests, its reason and what to look at next."""
    end = json.loads(path.read_text("utf-8").splitlines()[-1])["end"]
    said = mws("show", str(path))
    assert (said.code, said.err) == (0, "")
    assert re.search(rf"^outcome +{end['outcome']} ", said.out, re.MULTILINE)
    for line in filter(None, end["detail"].split("\n")):
        assert line in said.out
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("command") == "SendRequest":
            assert f"\n{entry['seq']:>6}{entry['t']:>11.1f}  #{entry['request']['id']} > " in said.out
    assert f"\nnext      mws show {path}" in said.out


def test_each_line_has_its_number_time_place_and_who_heard_of_it(mws: Mws) -> None:
    """The story of a run, as a person follows it."""
    said = mws("show", str(DONE))
    assert "\nrecorded  2026-11-25 " in said.out
    told = said.out[said.out.index("\nwhat happened") : said.out.index("\ncontext\n")]
    assert (
        "     2        2.0  #1 > GET https://api.getgo.com/admin/rest/v1/accounts/4205157634209012741/users"
        "?filter=(email=%22ada@example.com%22)\n"
        "                   goto-provision.js:83:17  return rest.get('https://api.getgo.com/"
    ) in told
    assert "\n     4        2.8  #1 < 200 OK  after 0.8 ms\n" in told
    assert "\n     5        3.7  #1 < the body, 50 bytes  after 1.8 ms\n" in told
    assert (
        "\n     6        5.0  #1 rest takes it for a success\n"
        "                   told to 'complete'  goto-provision.js:96:30\n"
    ) in told
    assert "\n    12        6.3  done(context)\n                   goto-provision.js:" in told
    assert "listens for" not in told


def test_a_request_is_shown_in_full(mws: Mws, script: Callable[..., str], folder: Path) -> None:
    """Its line, both messages with indented bodies, the redirect it followed, and what was found about it."""
    name = script(
        f"rest.postJson('{HOST}/old', {{name: 'Ada'}}).on('success', function () {{}});\n"
        f"setTimeout(function () {{ done(context); }}, 50);"
    )
    options = answers(
        folder,
        {"request": f"POST {HOST}/old", "status": 302, "headers": {"Location": f"{HOST}/new"}},
        {"request": f"POST {HOST}/new", "status": 422, "json": {"error": ["taken"]}},
    )
    mws("run", name, *NEW, *options)
    first = mws("show", "r.jsonl", "--request", "1").out
    assert first.startswith("request 1\n")
    assert "\n     1 | rest.postJson('https://api.example.com/old'" in first
    assert f"\n> POST {HOST}/old\n" in first
    assert '\n>   {\n>     "name": "Ada"\n>   }\n' in first
    assert "\n< 302 Found\n" in first
    assert "told to" not in first  # a redirect is nobody's answer
    second = mws("show", "r.jsonl", "--request", "2").out
    assert second.startswith("request 2  redirect of #1\n")
    assert '\n<   {\n<     "error": [\n<       "taken"\n<     ]\n<   }\n' in second
    assert f"\n  #1 POST {HOST}/old  302 Found  " in second
    assert f"\n  #2 POST {HOST}/new (redirect)  422 Unprocessable Entity  " in second
    assert "rest takes it for a failure, and no handler is told\n" in second
    assert "#1 <" not in second
    assert "[failed-unseen]" in second


def test_a_line_is_shown_with_what_was_open_then_and_what_came_next(
    mws: Mws, script: Callable[..., str], folder: Path
) -> None:
    """As one would stop there."""
    name = script(
        f"rest.get('{HOST}/never').on('complete', function () {{}});\n"
        f"rest.get('{HOST}/a').on('complete', function (d) {{ console.log(d); }});\n"
        "setTimeout(function () { done(context); }, 50);"
    )
    options = answers(
        folder,
        {"request": f"GET {HOST}/never", "fail": "never"},
        {"request": f"GET {HOST}/a", "status": 200, "json": {"a": 1}},
    )
    mws("run", name, *NEW, *options)
    lines = [json.loads(line) for line in Path("r.jsonl").read_text("utf-8").splitlines()]
    seq = next(line["seq"] for line in lines if line.get("event") == "Received")
    said = mws("show", "r.jsonl", "--at", str(seq)).out
    assert said.startswith(f"up to line {seq} of {lines[-2]['seq']}\n")
    shown, _, rest = said.partition("\nopen then\n")
    assert '\n<   {\n<     "a": 1\n<   }\n' in shown
    open_then, _, after = rest.partition("\n\nnext\n")
    assert f"  #1 GET {HOST}/never  since " in open_then
    assert f"#2 GET {HOST}/a  since " in open_then
    assert ", its answer is there\n" in open_then  # only rest has yet to take it in
    assert re.search(r"^  timer \d+, due at \d+\.\d ms  a\.js:3:1$", open_then, re.MULTILINE)
    assert after.startswith(f"{seq + 1:>6}")
    assert "rest takes it for a success" in after
    assert "  done(context)\n" not in said


def test_the_last_line_has_none_after_it(mws: Mws) -> None:
    """And a line that the whole leaves out is shown when it is asked for."""
    assert mws("show", str(DONE), "--at", "12").out.endswith("\nnext\n  nothing: the run ended here (done)\n")
    listener = mws("show", str(DONE), "--at", "3").out
    assert "#1 listens for 'complete'\n" in listener


def test_the_context_is_shown_before_and_after_with_what_changed(
    mws: Mws, script: Callable[..., str]
) -> None:
    mws("run", script("context.x = {deep: [1]}; done(context);"), *NEW, "--record", "r.jsonl")
    said = mws("show", "r.jsonl", "--context").out
    assert said.startswith('context before\n  {\n    "OAuth2ProtocolConfiguration"')
    assert "\ncontext after\n  {\n" in said
    assert '\n    "x": {\n      "deep": [\n        1\n      ]\n    }\n' in said
    assert said.endswith('\nwhat the script changed\n  + context.x  {"deep": [1]}\n')


def test_the_last_run_is_shown_if_none_is_named(mws: Mws, script: Callable[..., str]) -> None:
    """`last` is what one most often wants."""
    mws("run", script("done(context);"), *NEW)
    said = mws("show")
    assert said.code == 0
    assert said.out.startswith("script    a.js  workflow\n")
    assert "\nnext      mws show last --context\n" in said.out


def test_the_command_that_shows_more_can_be_pasted(mws: Mws, folder: Path) -> None:
    """Whatever the file's name."""
    (folder / "my run.jsonl").write_bytes(DONE.read_bytes())
    said = mws("show", "my run.jsonl")
    quoted = '"my run.jsonl"' if sys.platform == "win32" else "'my run.jsonl'"
    assert said.out.endswith(f"\nnext      mws show {quoted} --request 1\n")


def test_what_there_is_to_know_of_a_recording_is_said_first(mws: Mws, folder: Path) -> None:
    """That it breaks off, that somebody edited it, and where it comes from."""

    def fork(lines: list[dict[str, Any]]) -> None:
        lines[0]["parent"] = {"name": "old\x1b[2J.jsonl", "at": 4, "chain": "ab"}
        lines.pop()

    name = rewrite_recording(folder / "cut.jsonl", fork)
    text = Path(name).read_text("utf-8").replace('"status": 200', '"status": 500')
    Path(name).write_text(text, "utf-8")
    said = mws("show", name)
    assert said.code == 0
    notes = re.findall("^note +(.*)$", said.out, re.MULTILINE)
    assert [note.partition(":")[0] for note in notes] == [
        "The recording breaks off",
        "Edited after it had been written",
        "Goes on from the recording old\\x1b[2J.jsonl, with which it shares line 1 to 4.",
    ]
    assert "line 5 of the file" in notes[1]
    assert re.search(r"^outcome +interrupted ", said.out, re.MULTILINE)


def test_the_json_has_report_recording_and_every_line(mws: Mws) -> None:
    """As its schema says; the report is the run's own."""
    said = mws("show", str(DONE), "--json")
    schema = mws("schema", "show").json
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(said.json)
    assert said.json["report"]["outcome"] == "done"
    assert said.json["recording"]["name"] == str(DONE)
    assert (said.json["recording"]["cut"], said.json["recording"]["edited"]) == ("", [])
    entries = said.json["entries"]
    lines = [json.loads(line) for line in DONE.read_text("utf-8").splitlines()][1:-1]
    assert [(one["seq"], one["t"], one["kind"]) for one in entries] == [
        (line["seq"], line["t"], line.get("command") or line.get("event")) for line in lines
    ]
    assert [one["request"] for one in entries] == [None, *[1] * 5, *[2] * 5, None]
    assert entries[1]["at"] == {"file": "goto-provision.js", "line": 83, "column": 17}
    assert [handler["event"] for handler in entries[5]["handlers"]] == ["complete"]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_json_of_every_recording_keeps_to_the_schema(mws: Mws, path: Path) -> None:
    Draft202012Validator(mws("schema", "show").json).validate(mws("show", str(path), "--json").json)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--at", "13"], f"--at: {DONE} has no line 13\n  Its lines are 1 to 12.\n"),
        (["--at", "0"], f"--at: {DONE} has no line 0\n  Its lines are 1 to 12.\n"),
        (["--request", "3"], f"--request: {DONE} has no request 3\n  Its requests are 1 to 2.\n"),
        (
            ["--at", "3", "--request", "1"],
            "--at: is given together with --request\n  Leave one of them out.\n",
        ),
        (["--context", "--json"], "--context: is given together with --json\n  Leave one of them out.\n"),
        (
            ["--html", "none/x.html"],
            "none/x.html: there is no folder none\n  Make it first, or name another.\n",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(mws: Mws, options: list[str], message: str) -> None:
    said = mws("show", str(DONE), *options)
    assert (said.code, said.err) == (2, message)


def test_a_run_is_written_as_a_page(mws: Mws, folder: Path) -> None:
    """Over one that is there; its name is printed."""
    (folder / "run.html").write_text("old", "utf-8")
    said = mws("show", str(DONE), "--html", "run.html")
    assert (said.code, said.out) == (0, "run.html\n")
    assert (folder / "run.html").read_text("utf-8").startswith("<!doctype html>\n")


def test_no_text_of_a_recording_acts_on_the_terminal(mws: Mws, folder: Path) -> None:
    """Wherever it stands: in names, addresses, headers, bodies, contexts, findings, versions."""
    evil = "\x1b]0;x\x07\x9b2J\u202e\r\nforged  line"

    def change(lines: list[dict[str, Any]]) -> None:
        head, end = lines[0], lines[-1]["end"]
        head["script"]["name"] = f"a{evil}.js"
        head["script"]["sha256"] = head["world"] = head["cage"] = head["kind"] = evil
        head["kind"] = "workflow"
        head["versions"] = {evil: evil}
        head["layers"] = [evil]
        head["context"] = json.dumps({evil: 1})
        for line in lines[1:-1]:
            if line.get("command") == "SendRequest":
                line["request"] |= {
                    "method": evil,
                    "target": evil,
                    "headers": [[evil, evil]],
                    "body": {"text": evil},
                }
            if line.get("event") == "Responded":
                line |= {"reason": evil, "headers": [[evil, evil]]}
            if line.get("event") == "Received":
                line["body"] = {"text": evil}
            if line.get("command") == "Listen":
                line["event"] = evil
            if line.get("command") == "Settle":
                line |= {"verdict": "error", "problem": evil}
        lines.insert(-1, {"seq": 13, "t": 7, "command": "Log", "level": evil, "text": evil, "at": [1, 1]})
        lines.insert(-1, {"seq": 14, "t": 7, "command": "Throw", "message": evil})
        end |= {"outcome": "threw", "detail": evil, "pending": [evil]}
        end["findings"] = [{"code": evil, "text": evil, "at": [1, 1]}]

    name = rewrite_recording(folder / "evil.jsonl", change)
    lines = ("1", "2", "3", "4", "5", "6", "12", "13", "14")
    for options in [[], ["--request", "1"], ["--context"], *(["--at", line] for line in lines)]:
        said = mws("show", name, *options)
        assert (said.code, said.err) == (0, "")
        assert ACTS_ON_A_TERMINAL.findall(said.out) == []
        assert not [line for line in said.out.split("\n") if line.startswith("forged")]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("[" * 5000 + "]" * 5000, "<   [[[["),  # too deep to be read
        ('{"a": 1, "a": 2}', '<   {"a": 1, "a": 2}'),  # indented it would lose one
        ('{"a": 1.10}', '<   {"a": 1.10}'),
        ("[1e999]", "<   [1e999]"),
        ("[" + "9" * 5000 + "]", "<   [9999"),
        ("[" * 400 + "1," * 20_000 + "1" + "]" * 400, "<   [[[["),  # its blanks alone would be megabytes
        ("x" * (3 << 20), "(cut off here: there are 2,097,152 characters more, all in the recording)"),
    ],
    ids=["deep", "twice", "digits", "infinite", "long number", "wide", "huge"],
)
def test_a_body_is_shown_as_it_was_and_not_without_end(mws: Mws, folder: Path, body: str, shown: str) -> None:
    """Indenting is for reading; what it would spoil stays as it is."""

    def change(lines: list[dict[str, Any]]) -> None:
        next(line for line in lines if line.get("event") == "Received")["body"] = {"text": body}

    said = mws("show", rewrite_recording(folder / "b.jsonl", change), "--request", "1")
    assert said.code == 0
    assert shown in said.out
    assert len(said.out) < 3 << 20


def test_a_body_that_is_no_text_is_told_by_its_size(mws: Mws, folder: Path) -> None:
    def change(lines: list[dict[str, Any]]) -> None:
        next(line for line in lines if line.get("event") == "Received")["body"] = {"base64": "/////w=="}

    said = mws("show", rewrite_recording(folder / "b.jsonl", change), "--request", "1")
    assert "\n<   (4 B that are not text)\n" in said.out


def test_a_moment_beyond_the_calendar_is_told_all_the_same(mws: Mws, folder: Path) -> None:
    """A recording may say that it began in the year 280,000."""

    def change(lines: list[dict[str, Any]]) -> None:
        lines[0]["started"] = (1 << 53) - 1

    said = mws("show", rewrite_recording(folder / "b.jsonl", change))
    assert "\nrecorded  9007199254740991 ms after 1970, 12 lines\n" in said.out


@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.long)])
def test_a_run_of_thousands_of_requests_is_shown(mws: Mws, folder: Path, count: int) -> None:
    """Each of them; the source of a script of a hundred thousand lines is looked at once."""

    def change(lines: list[dict[str, Any]]) -> None:
        send = next(line for line in lines if line.get("command") == "SendRequest")
        lines[0]["script"]["text"] = "rest.get('/');\n" * 60_000
        conversation: list[dict[str, Any]] = [{"event": "Begun"}]
        for number in range(1, count + 1):
            request = {**send["request"], "id": number, "target": f"/{number}"}
            conversation += [
                {"command": "SendRequest", "request": request, "at": [number, 1]},
                {"event": "Responded", "request": number, "status": 200, "reason": "OK", "headers": []},
                {"event": "Received", "request": number, "body": {"text": "{}"}},
                {"command": "Settle", "request": number, "verdict": "success"},
            ]
        lines[1:-1] = [{"seq": seq, "t": seq, **one} for seq, one in enumerate(conversation, start=1)]

    name = rewrite_recording(folder / "many.jsonl", change)
    said = mws("show", name)
    assert said.code == 0
    assert said.out.count("  rest.get('/');\n") == count
    assert f"#{count} < 200 OK" in said.out
    assert f"\n     {count}" not in mws("show", name, "--request", "7").out
    assert len(mws("show", name, "--json").json["entries"]) == 1 + 4 * count


class Terminal(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


def test_long_lines_are_folded_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under their own beginning; at a blank if one is near, and wide characters take two places."""
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.setenv(name, "40")
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen(Terminal(), folds=True)
    screen.print("  some words that go on to the end of this line", hang=4)
    screen.print(f"  > {HOST}/{'x' * 50}", hang=4)
    screen.print("  " + "\u4e2d" * 30, hang=4)
    screen.print("  " + "y" * 50)
    assert isinstance(screen._file, Terminal)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen._file.getvalue()).split("\n")
    assert lines[:2] == ["  some words that go on to the end of", "    this line"]
    assert lines[2:4] == [f"  > {HOST}/{'x' * 12}", "    " + "x" * 36]
    assert lines[5:7] == ["  " + "\u4e2d" * 19, "    " + "\u4e2d" * 11]
    assert lines[7] == "  " + "y" * 50
