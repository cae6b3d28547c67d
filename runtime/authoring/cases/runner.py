"""Runs cases: each in the cage, against worlds that reach no network, recorded, and compared."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from runtime.authoring.cases import setup as worlds
from runtime.authoring.cases.assertions import check_expectations
from runtime.authoring.cases.mask import mask_failure
from runtime.authoring.cases.model import FOLDER, Case, CaseRun
from runtime.authoring.cases.observation import Observation
from runtime.authoring.cases.setup import CaseSetup, order_of, script_of, seed_of, start_time, state_of
from runtime.authoring.faults.allow import allowances
from runtime.authoring.faults.model import FaultTrials
from runtime.authoring.faults.trials import TrialOptions, try_faults
from runtime.cage.pool import ChildPool
from runtime.model.errors import BadInput
from runtime.model.outcome import Ending
from runtime.model.plan import Plan
from runtime.model.script import Place
from runtime.runs.execute import Execution, execute
from runtime.runs.launch import Order, secrets_of
from runtime.runs.recorder import stand_in_key, start_recording
from runtime.runs.report import At, Report, report
from runtime.runs.result import RunResult, Setting
from runtime.runs.source import WorldSource
from runtime.runs.store import open_recording
from runtime.secrets import Secrets
from runtime.session.findings import Finding
from runtime.world.fake import FakeWorld

_LONGEST = 80  # characters of a recording's name
_TRIES = 5  # to record a case where another process may do so, too


@dataclass(slots=True)
class CaseRunner:
    """An event loop and a pool for all cases that a process runs, one after the other. Close it then."""

    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _pool: ChildPool | None = None

    def run(self, case: Case, set_up: CaseSetup | None = None) -> CaseRun:
        """Run a case, and tell what didn't hold. Raises BadInput for what it names and can't be used.

        `set_up` are worlds that answer instead of the case's own.
        """
        began = time.perf_counter()
        at = start_time(case.table)
        script, record = script_of(case), path_of_recording(case)
        order = order_of(case, script, record)
        worlds_setup = set_up or worlds.set_up(case, at / 1000)
        secrets = secrets_of(order, stand_in_key())
        result = self._execute(case, order, worlds_setup, secrets)
        facts = report(result)
        state = None if worlds_setup.fake is None else state_table(worlds_setup.fake)
        observation = Observation(
            script, _ending(facts), result.unmasked, order.context.value, _find_findings(facts), state
        )
        where = f"{case.file}:{case.line}"
        expected = case.table.expect.state
        unmet = check_expectations(
            case.table.expect, observation, where, None if expected is None else state_of(case, expected)
        )
        masked_failures = tuple(mask_failure(one, secrets) for one in unmet)
        seconds = time.perf_counter() - began
        return CaseRun(
            case, facts, record, masked_failures, seconds, observation.after, state, secrets, observation
        )

    def try_faults(self, run: CaseRun) -> FaultTrials:
        """A case that has run once more for each way in which each of its requests can fail."""
        case = run.case
        at = start_time(case.table) / 1000
        options = TrialOptions(
            open_recording(run.recording),
            lambda: worlds.set_up(case, at).surroundings,
            run.recording.with_suffix(""),
            allowances(f"{case.file}:{case.line}", case.table.faults.allow),
        )
        return self.runner.run(try_faults(options, self.pool))

    @property
    def pool(self) -> ChildPool:
        """What children come from."""
        if self._pool is None:
            self._pool = ChildPool(ahead=2)
        return self._pool

    def _execute(self, case: Case, order: Order, setup: CaseSetup, secrets: Secrets) -> RunResult:
        """Run it with the case's own clock and chance, so that it is the same each time."""
        plan = Plan(
            script=order.script,
            context=order.context.text,
            kind=order.kind.kind,
            timers=order.timers,
            seed=seed_of(case.table),
            started=start_time(case.table),
            limits=order.limits,
        )
        surroundings = setup.surroundings
        record = path_of_recording(case)
        execution = Execution(
            plan=plan,
            source=WorldSource(worlds=surroundings.worlds, policy=surroundings.policy),
            secrets=secrets,
            setting=Setting(kind=order.kind, world=surroundings.text, live=surroundings.live),
            record=partial(start_recording, record, plan, secrets),
        )
        for attempts_left in reversed(range(_TRIES)):
            _make_room(record)
            try:
                return self.runner.run(execute(execution, self.pool))
            except BadInput as error:
                # Another process that tests the same case, such as --watch, was quicker.
                if not attempts_left or error.where != str(record):
                    raise
        raise AssertionError

    def close(self) -> None:
        """End what the scripts' processes come from."""
        if self._pool is not None:
            self._pool.close()
        self.runner.close()


def state_table(fake: FakeWorld) -> dict[str, Any]:
    """A fake's state as a state file has it."""
    state: dict[str, Any] = json.loads(json.dumps(fake.service.write(fake.state)))
    return state


def path_of_recording(case: Case) -> Path:
    """Where a case is recorded: one file for each, overwritten when it runs again."""
    name = f"{_folder(case)}/{case.name}"
    readable = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return FOLDER / f"{readable[:_LONGEST]}-{mark}.jsonl"


def _folder(case: Case) -> str:
    folder = case.folder.absolute()
    try:
        return folder.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return folder.as_posix()


def _make_room(record: Path) -> None:
    try:
        record.unlink(missing_ok=True)
    except OSError as error:
        way_out = "Close what has it open, and run the case again."
        raise BadInput(str(record), f"can't be overwritten: {error.strerror}", way_out) from error


def _ending(report: Report) -> Ending:
    return Ending(report.outcome, report.detail, _place(report.at))


def _find_findings(report: Report) -> tuple[Finding, ...]:
    return tuple(Finding(one.code, one.text, _place(one.at)) for one in report.findings)


def _place(at: At | None) -> Place | None:
    return None if at is None else Place(at.line, at.column)
