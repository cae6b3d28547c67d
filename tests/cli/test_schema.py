"""What is published of the report's and the recording's shape is what they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Mws

SCRIPTS = {
    "the published one": None,
    "everything else": """
        console.log('\\u00ff');
        rest.get('https://api.getgo.com/x', {timeout: 9000}).on('complete', function (d) { context.d = d; });
        var gone = rest.get('https://api.getgo.com/y');
        gone.abort();
        rest.get('https://elsewhere.example.com/').on('complete', function () {
            setTimeout(function () { done(context); done({}); }, 5);
        });""",
    "one that throws": "function f() { throw new Error('x'); }\\nf();",
    "one that is never done": "rest.get('https://api.getgo.com/x');",
    "a transformation": "// mws: transformation\\ncontext.x = 1;",
}


def strict(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator for a schema that is one."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", SCRIPTS)
def test_reports_and_recordings_keep_to_their_schemas(
    mws: Mws, script: Callable[..., str], name: str
) -> None:
    """Every line of the one, and the whole of the other."""
    text = SCRIPTS[name]
    what = "@goto-provision" if text is None else script(text.replace("\\n", "\n").strip())
    options = ["--globals", "timers", "--record", "run.jsonl", "--json"]
    said = mws("run", what, "--context", "@assigned-new", *options)
    strict(mws("schema", "report").json).validate(said.json)
    line = strict(mws("schema", "recording").json)
    for text_line in Path("run.jsonl").read_text("utf-8").splitlines():
        line.validate(json.loads(text_line))


def test_a_dry_run_keeps_to_the_schemas(mws: Mws, script: Callable[..., str]) -> None:
    """With what was held back, and what was learned."""
    name = script("rest.post('https://api.example.com/').on('complete', function () { done(context); });")
    options = ["--live", "api.example.com", "--dry-run", "--learn", "--record", "run.jsonl", "--json"]
    said = mws("run", name, "--context", "@assigned-new", *options)
    assert said.json["outcome"] == "dry"
    strict(mws("schema", "report").json).validate(said.json)
    line = strict(mws("schema", "recording").json)
    told = [json.loads(text) for text in Path("run.jsonl").read_text("utf-8").splitlines()]
    assert "HeldBack" in [one.get("event") for one in told]
    for one in told:
        line.validate(one)


def test_a_refusal_keeps_to_the_reports_schema(mws: Mws, script: Callable[..., str]) -> None:
    """A program that waits for a report gets either."""
    said = mws("run", script("let x = ;"), "--context", "@assigned-new", "--json")
    assert set(said.json) == {"error"}
    strict(mws("schema", "report").json).validate(said.json)


def test_a_line_of_something_else_is_no_line_of_a_recording(mws: Mws) -> None:
    """The schema says more than that it is an object."""
    line = strict(mws("schema", "recording").json)
    unknown, untimed = {"seq": 1, "t": 0, "event": "Sneezed"}, {"seq": 1, "event": "Begun"}
    wrong: list[dict[str, Any]] = [{}, unknown, untimed, {"end": {}}]
    assert not any(line.is_valid(one) for one in wrong)


def test_what_the_doctor_says_keeps_to_its_schema(mws: Mws) -> None:
    """Whatever is missing on this machine."""
    strict(mws("schema", "doctor").json).validate(mws("doctor", "--json").json)


def test_a_shape_that_there_is_not_is_reported(mws: Mws) -> None:
    """With the one that comes near, or all."""
    said = mws("schema", "recordings")
    assert (said.code, said.err) == (2, "recordings: no shape is called that\n  Did you mean recording?\n")
    assert "There are: report, recording, replay, " in mws("schema", "xyz").err


def test_a_recordings_schema_is_there_in_each_version(mws: Mws) -> None:
    """The newest if nobody asks; the report has one shape."""
    ids = [mws("schema", "recording", "--version", number).json["$id"] for number in "12"]
    assert ids == ["urn:mws:recording:1", "urn:mws:recording:2"]
    assert mws("schema", "recording").json["$id"] == ids[-1]
    assert mws("schema", "recording", "--version", "3").code == 2
    assert mws("schema", "report", "--version", "1").code == 2
