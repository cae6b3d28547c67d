"""What a case runs on: its script, its context, and the worlds that answer, read from where it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.authoring.cases.model import Case
from runtime.authoring.cases.read import tidy
from runtime.authoring.cases.schema import CaseTable, CaseWorld, ChangedContext
from runtime.inputs.context import Context
from runtime.inputs.files import read_context, read_script
from runtime.inputs.overrides import parse_path, put_value, remove_value
from runtime.model.egress import Egress
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits, parse_duration, parse_size
from runtime.model.script import Script
from runtime.runs import world_file as answering
from runtime.runs.launch import Order
from runtime.runs.world_choice import DEFAULT_FAKE, RunWorlds
from runtime.session.routing import Policy
from runtime.world import answers, fake, services
from runtime.world.services.state_files import read_state

if TYPE_CHECKING:
    from runtime import world
    from runtime.world.fake import FakeWorld

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)  # when cases begin that say nothing else
_WAY_OUT = "Add one to the case's world"


@dataclass(frozen=True, slots=True)
class CaseSetup:
    """The worlds of a case, and the fake among them, if there is one."""

    surroundings: RunWorlds
    fake: FakeWorld | None


def order_of(case: Case, script: Script, record: Path) -> Order:
    """What is to be run, recorded there. Raises BadInput for a context that can't be used."""
    table = case.table
    return Order(
        script=script,
        context=context_of(case),
        kind=infer_kind(script, table.kind),
        limits=limits_of(table),
        timers="timers" in table.globals,
        record=record,
    )


def script_of(case: Case) -> Script:
    """The case's script. Raises BadInput."""
    return read_script(_place(case, case.table.script))


def context_of(case: Case) -> Context:
    """The case's context. Raises BadInput for a file, or a change, that can't be used."""
    context = case.table.context
    if isinstance(context, str):
        return read_context(_place(case, context))
    if not isinstance(context, ChangedContext):
        return Context.of_value(f"{_where(case)}: context", context)
    base = read_context(_place(case, context.extends))
    return Context.of_value(base.name, _change(base.value, context, f"{_where(case)}: context"))


def start_time(table: CaseTable) -> int:
    """When a case begins, in milliseconds since the epoch; a time without a zone is UTC."""
    now = table.now or NOW
    return int((now if now.tzinfo else now.replace(tzinfo=UTC)).timestamp() * 1000)


def seed_of(table: CaseTable) -> tuple[int, int, int, int]:
    """Where a case's random numbers begin."""
    one, two, three, four = table.seed if isinstance(table.seed, list) else (table.seed, 2, 3, 4)
    return one, two, three, four


def limits_of(table: CaseTable) -> Limits:
    """What a case may use: what it says, and otherwise what every run may."""
    own_limits, usual = table.limits, Limits()
    return Limits(
        deadline=parse_duration("deadline", own_limits.deadline) if own_limits.deadline else usual.deadline,
        after_done=parse_duration("after_done", own_limits.after_done)
        if own_limits.after_done
        else usual.after_done,
        cpu=parse_duration("cpu", own_limits.cpu) if own_limits.cpu else usual.cpu,
        memory=parse_size("memory", own_limits.memory, 2 << 20) if own_limits.memory else usual.memory,
        requests=usual.requests if own_limits.max_requests is None else own_limits.max_requests,
        response=parse_size("max-response", own_limits.max_response)
        if own_limits.max_response
        else usual.response,
        recording=parse_size("max-recording", own_limits.max_recording, 128 << 10)
        if own_limits.max_recording
        else usual.recording,
    )


def set_up(case: Case, now: float) -> CaseSetup:
    """The worlds that answer; none of them reaches the network. `now` is in seconds since the epoch."""
    table = case.table.world or CaseWorld(fake=DEFAULT_FAKE)
    worlds: dict[str, world.World] = {}
    texts = []
    source = table.recording or table.answers
    if source is not None:
        worlds["answers"], text = _answers(case, source)
        texts.append(f"answers from {text}")
    faked = _fake(case, table, now) if table.fake is not None else None
    if faked is not None:
        worlds[f"fake {faked.name}"] = faked
        texts.append(f"fake {faked.name} ({faked.description})")
    return set_up_worlds(worlds, faked, "; ".join(texts))


def set_up_worlds(worlds: dict[str, world.World], faked: FakeWorld | None, text: str) -> CaseSetup:
    """These worlds and no other: no host is open."""
    hosts = {} if faked is None else {f"fake {faked.name}": faked.hosts}
    policy = Policy(hosts, Egress(), answers="answers" in worlds, allow_writes=False, can_be_asked=False)
    return CaseSetup(RunWorlds(worlds, policy, text, ()), faked)


def state_of(case: Case, state: str | dict[str, Any]) -> dict[str, Any]:
    """An expected state: a table, or what a file has. Raises BadInput."""
    if isinstance(state, dict):
        return state
    service = services.find((case.table.world and case.table.world.fake) or DEFAULT_FAKE)
    return service.write(read_state(service, _place(case, state)))


def files_of(case: Case) -> list[Path]:
    """All files that a case depends on: its own, and those that it names, whether they are there or not."""
    table = case.table
    names: list[Any] = [table.script, table.context, table.expect.state]
    if isinstance(table.context, ChangedContext):
        names.append(table.context.extends)
    if table.world is not None:
        names += [table.world.state, table.world.recording, table.world.answers]
    own = [one for one in names if isinstance(one, str) and not one.startswith("@")]
    return [*case.files, *(Path(_place(case, one)) for one in own)]


def _place(case: Case, name: str) -> str:
    """A path of the case's as seen from here; what is shipped (`@NAME`) as it is."""
    if name.startswith("@"):
        return name
    full = tidy(case.folder.absolute() / name)
    try:
        return str(full.relative_to(Path.cwd()))
    except ValueError:
        return str(full)


def _where(case: Case) -> str:
    return f"{case.file}:{case.line}"


def _change(value: Any, by: ChangedContext, where: str) -> Any:
    for text, new in by.set.items():
        value = put_value(f"{where} set {text}", value, parse_path(where, text), new)
    for text in by.null:
        value = put_value(f"{where} null {text}", value, parse_path(where, text), None)
    for text in by.remove:
        value = remove_value(f"{where} remove {text}", value, parse_path(where, text))
    return value


def _fake(case: Case, table: CaseWorld, now: float) -> FakeWorld:
    service = services.find(str(table.fake), f"{_where(case)}: world.fake")
    if isinstance(table.state, str):
        name = _place(case, table.state)
        return fake.FakeWorld(service, read_state(service, name), lambda: now, f"state {table.state}")
    if table.state is not None:
        state = service.read(f"{_where(case)}: state", table.state)
        return fake.FakeWorld(service, state, lambda: now, "state of the case")
    return fake.FakeWorld(service, service.initial(), lambda: now, "default state")


def _answers(case: Case, source: str | list[dict[str, Any]]) -> tuple[world.World, str]:
    if isinstance(source, str):
        return answering.load(Path(_place(case, source)), _WAY_OUT)
    return answers.read(f"{_where(case)}: answers", {"answers": source}, _WAY_OUT), "the case"
