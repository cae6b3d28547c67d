"""Recordings as tests want them: made of a script and a world, and run again with something changed."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from runtime.inputs.context import Context
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Order
from runtime.runs.replay.changed import ChangedReplay
from runtime.runs.replay.replay_result import DivergenceFacts, ReplayResult
from runtime.runs.store import open_recording
from runtime.runs.world_choice import WorldChoice
from tests import running

_numbers = count()
INTERRUPTED = pytest.mark.skipif(os.name != "posix", reason="sends this process a signal")
URL = "https://api.example.com"


def script(text: str, name: str = "old.js") -> Script:
    return Script.from_bytes(name, text.encode("utf-8", "surrogatepass"))


def context(value: dict[str, Any]) -> Context:
    return Context.from_bytes("ctx.json", json.dumps(value).encode())


@dataclass(frozen=True)
class Recordings:
    """Makes recordings in a folder."""

    folder: Path
    value: dict[str, Any] = field(default_factory=lambda: {"Name": "Ada"})

    def record(self, text: str, *answers: dict[str, Any], limits: Limits | None = None) -> Recording:
        """The run of this script against these answers, one of each in turn, or the same to all."""
        path = self.folder / f"{next(_numbers)}.jsonl"
        given = [{"request": "* https://*", **answer} for answer in answers]
        world = path.with_suffix(".json")
        world.write_text(json.dumps({"answers": given or [{"request": "* https://*", "times": "always"}]}))
        order = Order(
            script=script(text),
            context=context(self.value),
            kind=infer_kind(script(text)),
            limits=limits or Limits(deadline=60),
            choice=WorldChoice(answers=world),
            timers=True,
            record=path,
        )
        running.run_order(order)
        return open_recording(path)


def replay_changed(recording: Recording, new: str | None = None, **other: Any) -> ReplayResult:
    """A changed script, or whatever else is changed, against the recorded world."""
    changed = ChangedReplay(
        recording=recording, script=None if new is None else script(new, "new.js"), **other
    )
    return running.run_changed_replay(changed)


def divergence(recording: Recording, new: str, **other: Any) -> DivergenceFacts:
    """Where a changed script leaves the recorded world."""
    done = replay_changed(recording, new, **other)
    assert done.divergence is not None, done
    assert done.outcome == "diverged"
    assert not done.identical
    return done.divergence


def press_ctrl_c() -> Interrupts:
    """Somebody has pressed Ctrl-C already."""
    interrupts = Interrupts()
    with interrupts.listen():
        os.kill(os.getpid(), signal.SIGINT)
    return interrupts
