"""`mws diff`: two recorded runs side by side, for people and for machines."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runtime.recording.chain import Chain
from tests.cli.conftest import CommandResult, Mws
from tests.paths import RECORDINGS

EVERY = sorted(RECORDINGS.glob("v?/*.jsonl"))
DONE = RECORDINGS / "v2" / "done.jsonl"
ACTS_ON_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NEW = ("--context", "@assigned-new")
URL = "https://api.example.com/users"
SCRIPT = f"""rest.postJson('{URL}', {{name: 'Ada', n: 1}}).on('complete', function (data, response) {{
    context.got = data;
    done(context);
}});
"""
Runs = Callable[..., CommandResult]


@pytest.fixture
def run(mws: Mws, script: Callable[..., str], folder: Path) -> Runs:
    """`run("a.jsonl", text, status, json)`: a recorded run of a script against a service that answers so."""

    def make(
        record: str, text: str = SCRIPT, status: int = 201, answer: Any = None, *options: str
    ) -> CommandResult:
        answers = [{"request": f"* {URL}", "status": status, "json": answer or {"id": 7}}]
        (folder / "answers.json").write_text(json.dumps({"answers": answers}), "utf-8")
        world = ("--world", "answers.json", "--record", record)
        return mws("run", script(text), *NEW, *world, *options)

    return make


def test_two_runs_of_the_same_are_the_same(mws: Mws, run: Runs) -> None:
    """Though each has times, and a seed, of its own."""
    run("a.jsonl")
    run("b.jsonl")
    heads = [json.loads(Path(name).read_text("utf-8").partition("\n")[0]) for name in ("a.jsonl", "b.jsonl")]
    assert heads[0]["seed"] != heads[1]["seed"]
    said = mws("diff", "a.jsonl", "b.jsonl")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("- a.jsonl\n  done, 1 request, ")
    assert said.out.endswith("\nthe same: times and masked secrets aside, nothing differs\n")
    assert "around them" not in said.out


def test_what_differs_is_told_place_by_place(mws: Mws, run: Runs) -> None:
    """Script, request, answer, context, findings; and last, in a line, which of them."""
    run("a.jsonl")
    changed = SCRIPT.replace("n: 1", "n: 2").replace("context.got = data;", "console.log('x');")
    run("b.jsonl", changed, 422, {"error": "taken"})
    said = mws("diff", "a.jsonl", "b.jsonl")
    assert said.code == 1
    assert "\nscript\n  @@ -1,5 +1,5 @@\n  -rest.postJson(" in said.out
    assert "\n  -    context.got = data;\n  +rest.postJson(" in said.out
    assert "\n  +    console.log('x');\n       done(context);\n" in said.out
    assert f"\nrequests  1 changed\n~ #1 POST {URL}\n  ~ body.n  1 -> 2\n  its answer\n" in said.out
    assert "\n  ~ status  201 -> 422\n" in said.out
    assert '\n  - body.id  7\n  + body.error  "taken"\n' in said.out
    assert '\ncontext after\n  - context.got  {"id": 7}\n' in said.out
    assert re.search(r"^  \+ POST .* \(status 422\).*  \[failed-unseen\]$", said.out, re.MULTILINE)
    assert "\nconsole\n  + console.log: x\n" in said.out
    assert "\noutcome        the same\n" in said.out
    assert said.out.endswith("\nthey differ: script, requests, context after, findings, console\n")


def test_a_run_that_ended_otherwise_says_why(mws: Mws, run: Runs) -> None:
    """Outcome, reason, and the result that there isn't."""
    run("a.jsonl")
    run("b.jsonl", SCRIPT.replace("data;", "data.no.where;"))
    said = mws("diff", "a.jsonl", "b.jsonl")
    assert "\noutcome\n  ~ outcome  done -> threw\n" in said.out
    assert "TypeError: cannot read property 'where' of undefined" in said.out
    assert "\ncontext after\n  ~ context  given back -> (nothing)\n" in said.out


def test_requests_that_only_one_run_made_are_told(mws: Mws, run: Runs) -> None:
    run("a.jsonl", SCRIPT + f"rest.del('{URL}').on('complete', function () {{}});")
    run("b.jsonl")
    there, back = mws("diff", "a.jsonl", "b.jsonl").out, mws("diff", "b.jsonl", "a.jsonl").out
    assert f"\nrequests  1 alike, 1 only in the first\n- #2 DELETE {URL}  only in the first\n" in there
    assert f"\nrequests  1 alike, 1 only in the second\n+ #2 DELETE {URL}  only in the second\n" in back


def test_what_surrounded_the_runs_is_named_and_counts_for_nothing(mws: Mws, run: Runs) -> None:
    run("a.jsonl")
    run("b.jsonl", SCRIPT, 201, None, "--deadline", "9s")
    said = mws("diff", "a.jsonl", "b.jsonl")
    assert said.code == 0
    assert "\naround them  (counts as no difference)\n  limit deadline  30.0 -> 9.0\n" in said.out


def test_of_many_lines_the_first_are_shown(mws: Mws, run: Runs) -> None:
    run("a.jsonl")
    run("b.jsonl", "for (var i = 0; i < 150; i++) console.log('line ' + i);\n" + SCRIPT)
    said = mws("diff", "a.jsonl", "b.jsonl")
    assert "  + console.log: line 99\n  … and 50 more (--json has them all)\n" in said.out
    assert len(mws("diff", "a.jsonl", "b.jsonl", "--json").json["console"]) == 150


def test_the_last_run_and_short_ids_are_names(mws: Mws, script: Callable[..., str]) -> None:
    mws("run", script("done(context);"), *NEW)
    (path,) = Path(".mws/runs").glob("*.jsonl")
    assert mws("diff", "last", path.stem.rpartition("_")[2]).code == 0


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["none.jsonl", "b"], "none.jsonl"),
        ([str(DONE), "a.js"], "a.js:1"),
    ],
)
def test_what_is_no_recording_is_refused(
    mws: Mws, script: Callable[..., str], names: list[str], message: str
) -> None:
    """With exit code 2, in JSON, too."""
    script("done(context);")
    said = mws("diff", *names)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    said = mws("diff", *names, "--json")
    assert said.code == 2
    Draft202012Validator(mws("schema", "diff").json).validate(said.json)


def test_the_json_of_any_two_keeps_to_the_schema(mws: Mws) -> None:
    """And its verdict is the exit code's."""
    schema = mws("schema", "diff").json
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for one, other in itertools.pairwise(EVERY):
        said = mws("diff", str(one), str(other), "--json")
        validator.validate(said.json)
        assert said.json["same"] == (said.code == 0)
        assert said.json["before"]["name"] == str(one)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_recording_is_the_same_as_itself(mws: Mws, path: Path) -> None:
    """And differs in the terminal from each other kind."""
    assert mws("diff", str(path), str(path)).code == 0
    if path.stem != "done":
        said = mws("diff", str(DONE), str(path))
        assert (said.code, said.err) == (1, "")


def write_sealed(path: str, lines: list[dict[str, Any]]) -> str:
    chain = Chain()
    Path(path).write_text("".join(chain.seal(json.dumps(line)) + "\n" for line in lines), "utf-8")
    return path


def lines_of(path: Path) -> list[dict[str, Any]]:
    """A recording's lines without their seals."""
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key != "chain"} for line in found]


def test_no_text_of_a_recording_acts_on_the_terminal(mws: Mws, folder: Path) -> None:
    evil = "\x1b]0;x\x07\x9b2J\u202e\r\nforged  line"
    lines = lines_of(DONE)
    head, end = lines[0], lines[-1]["end"]
    head["script"]["text"] = f"// {evil}"
    head["script"]["name"] = f"b{evil}.js"
    head |= {"world": evil, "cage": evil, "versions": {evil: evil}, "layers": [evil]}
    head["context"] = json.dumps({evil: evil})
    for line in lines[1:-1]:
        if line.get("command") == "SendRequest":
            line["request"] |= {"method": evil, "target": f"/{evil}?{evil}=1", "headers": [[evil, evil]]}
        if line.get("event") == "Received":
            line["body"] = {"text": evil}
        if line.get("command") == "Settle":
            line |= {"verdict": evil, "problem": evil}
    lines.insert(-1, {"seq": 13, "t": 7, "command": "Log", "level": evil, "text": evil})
    end |= {"outcome": "threw", "detail": evil, "findings": [{"code": evil, "text": evil}]}
    name = write_sealed("evil.jsonl", lines)
    assert folder.is_dir()
    for names in ((name, str(DONE)), (str(DONE), name)):
        said = mws("diff", *names)
        assert (said.code, said.err) == (1, "")
        assert ACTS_ON_A_TERMINAL.findall(said.out) == []
        assert not [line for line in said.out.split("\n") if line.lstrip().startswith("forged")]


@pytest.mark.parametrize("count", [2000, pytest.param(10_000, marks=pytest.mark.long)])
def test_two_runs_of_thousands_of_requests_are_compared(mws: Mws, folder: Path, count: int) -> None:
    """With a request put in and one taken out; of what differs in all of them only the first are shown."""
    lines = lines_of(DONE)
    send = next(line for line in lines if line.get("command") == "SendRequest")

    def write_requests(name: str, numbers: list[int], host: str = "api.example.com") -> str:
        conversation: list[dict[str, Any]] = []
        for place, number in enumerate(numbers, start=1):
            request = {**send["request"], "id": place, "target": f"/{number}", "host": host}
            conversation += [
                {"command": "SendRequest", "request": request},
                {"event": "Responded", "request": place, "status": 200, "reason": "OK", "headers": []},
                {"event": "Received", "request": place, "body": {"text": "{}"}},
                {"command": "Settle", "request": place, "verdict": "success"},
            ]
        middle = [{"seq": seq, "t": seq, **one} for seq, one in enumerate(conversation, start=1)]
        return write_sealed(name, [lines[0], *middle, lines[-1]])

    numbers = list(range(count))
    one = write_requests("a.jsonl", numbers)
    assert folder.is_dir()
    said = mws(
        "diff", one, write_requests("b.jsonl", [*numbers[:500], -1, *numbers[500:900], *numbers[901:]])
    )
    assert said.code == 1
    assert f"\nrequests  {count - 1} alike, 1 only in the first, 1 only in the second\n" in said.out
    assert "\n+ #501 GET https://api.example.com/-1  only in the second\n" in said.out
    other = mws("diff", one, write_requests("c.jsonl", numbers, "other.example.com"))
    assert f"\nrequests  {count} only in the first, {count} only in the second\n" in other.out
    assert f"\n  … and {2 * count - 100:,} more (--json has them all)\n" in other.out
    assert len(other.out.splitlines()) < 150
