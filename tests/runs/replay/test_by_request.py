"""A recording as a world: it answers a script of its own as the service did, failures included."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

from runtime.cage.pool import SCRIPT, Cage
from runtime.model.outcome import Outcome
from runtime.recording import Recording
from runtime.recording.divergence import Divergence
from runtime.recording.history.by_request import Requests
from runtime.runs.launch import never
from runtime.runs.masked_log import Ledger
from runtime.runs.replay.driver import ReplayDriver
from runtime.runs.replay.setup import Allowed, plan_of
from runtime.runs.run import finish
from runtime.runs.store import open_recording
from runtime.secrets import MaskedAlready
from tests import running
from tests.paths import RECORDINGS

# These end by what isn't asked for or answered: the machine, a person, a limit of what is written.
OTHERWISE = {"cpu-limit", "memory-limit", "interrupted"}
FILES = [path for path in sorted((RECORDINGS / "v2").glob("*.jsonl")) if path.stem not in OTHERWISE]


async def asked(recording: Recording) -> tuple[Outcome, Divergence | None]:
    """What comes of a run that gets its answers from a recording, as a changed script does."""
    plan = plan_of(recording)
    keeper = running._stage.keeper(SCRIPT, Cage.AUTO)
    async with aclosing(await keeper.child(Allowed().of(plan.limits))) as child:
        driver = ReplayDriver(plan, child, {}, Ledger(MaskedAlready()), never, history=Requests(recording))
        ran = await finish(driver)
    return ran.ending.outcome, driver.divergence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_own_script_gets_all_its_answers_and_ends_as_it_did(path: Path) -> None:
    """Status, body and failure, by the order in which it asks."""
    recording = open_recording(path)
    assert running._stage.runner.run(asked(recording)) == (recording.ending.outcome, None)
