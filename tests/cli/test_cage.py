"""`mws run --cage`: which cage held a script, and what of it is told and recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.cage.pool import Cage, ChildPool, has_zygote
from runtime.model.errors import CageBroke
from tests.cli.conftest import Mws

RUN = ("--context", "@assigned-new")
CAGES = ["spawn", *(["zygote"] if has_zygote() else [])]


@pytest.mark.parametrize("cage", CAGES)
def test_the_layers_that_held_are_reported_and_recorded(
    mws: Mws, script: Callable[..., str], cage: str
) -> None:
    """In the report, in its JSON, and in the first line of the recording."""
    name = script("done(context);")
    told = mws("run", name, *RUN, "--cage", cage, "--record", "run.jsonl", "--json").json["cage"]
    assert told["name"] == cage
    assert {"own process", "no environment", "deadline"} <= set(told["layers"])
    head = json.loads(Path("run.jsonl").read_text("utf-8").splitlines()[0])
    assert (head["cage"], head["layers"]) == (cage, told["layers"])
    shown = mws("run", name, *RUN, "--cage", cage).out
    heading = shown.partition("world ")[0]
    assert f"cage      {cage}: {', '.join(told['layers'])}" in re.sub(r"\n +", " ", heading)
    assert max(map(len, heading.splitlines())) < 100


@pytest.mark.skipif(not has_zygote(), reason="the stronger cage exists only on Linux")
def test_the_strongest_is_taken_by_itself(mws: Mws, script: Callable[..., str]) -> None:
    name = script("done(context);")
    of = {cage: mws("run", name, *RUN, "--cage", cage, "--json").json["cage"] for cage in ("auto", *CAGES)}
    assert of["auto"] == of["zygote"]
    assert len(of["zygote"]["layers"]) > len(of["spawn"]["layers"])


@pytest.mark.parametrize("cage", CAGES)
def test_both_cages_say_the_same_of_a_script(mws: Mws, cage: str) -> None:
    """What a script does is not the cage's affair."""
    report = mws("run", "@goto-provision", *RUN, "--cage", cage, "--json").json
    assert (report["outcome"], [request["method"] for request in report["requests"]]) == (
        "done",
        ["GET", "POST"],
    )


def test_a_cage_that_breaks_is_told_and_nothing_is_recorded(
    mws: Mws, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has run; the message names the ways out."""

    async def break_cage(_pool: ChildPool, _limits: object) -> None:
        raise CageBroke("the script's process did not get ready")

    monkeypatch.setattr(ChildPool, "child", break_cage)
    said = mws("run", script("done(context);"), *RUN)
    assert said.code == 2
    assert "mws doctor" in said.err
    assert "--cage spawn" in said.err
    assert not list(Path(".mws/runs").glob("*.jsonl"))


def test_an_unknown_cage_is_refused(mws: Mws, script: Callable[..., str]) -> None:
    """With the words that there are."""
    said = mws("run", script("done(context);"), *RUN, "--cage", "steel")
    assert said.code == 2
    assert all(str(cage) in said.err for cage in Cage)
