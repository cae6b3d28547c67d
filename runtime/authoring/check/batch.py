"""Many files under check at once: in processes of their own where they are many."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.finding import CheckFinding
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import check_script
from runtime.authoring.check.script_context import CompileError, Surroundings
from runtime.authoring.check.sources import ScriptSource
from runtime.inputs.files import script_of
from runtime.model.errors import BadInput, Fault
from runtime.model.kind import Kind, infer_kind
from runtime.model.script import Place, Script

_FEW = 150 << 10  # bytes of scripts: a process that starts takes as long as these
_MOST_PROCESSES = 8
Tell = Callable[[int], None]  # how many are done


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What is to be looked for, and in which kind of script, if somebody has said that."""

    surroundings: Surroundings
    ignored: frozenset[str] = frozenset()
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A file's findings. `script` is None if its bytes are none."""

    source: ScriptSource
    script: Script | None
    findings: tuple[CheckFinding, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    script: Script
    kind: Kind
    compile_error: CompileError | None


def check(sources: Sequence[ScriptSource], order: CheckOrder, tell: Tell | None = None) -> list[CheckResult]:
    """Every source under all rules, in their order. Raises BadInput for a kind that there isn't."""
    read = [_read(source) for source in sources]
    scripts = [(number, one) for number, one in enumerate(read) if isinstance(one, Script)]
    kinds = [infer_kind(script, order.kind).kind for _, script in scripts]
    compile_errors = find_compile_errors([script.text for _, script in scripts])
    tasks = [_Task(*one, kind, word) for one, kind, word in zip(scripts, kinds, compile_errors, strict=True)]
    found: dict[int, tuple[CheckFinding, ...]] = {}
    for number, findings in _check_tasks(tasks, order):
        found[number] = findings
        if tell is not None:
            tell(len(found))
    return [
        CheckResult(source, one, found[number])
        if isinstance(one, Script)
        else CheckResult(source, None, (one,))
        for number, (source, one) in enumerate(zip(sources, read, strict=True))
    ]


def _read(source: ScriptSource) -> Script | CheckFinding:
    """The script that a file is; if it is none, that as a finding: no engine takes it."""
    try:
        return script_of(source.name, source.data)
    except BadInput as error:
        place = _place(error.where.removeprefix(source.name))
        message = f"{error.problem[0].upper()}{error.problem[1:]}" + (
            f": {error.way_out}" if error.way_out else ""
        )
        rule = RULES[0]
        return CheckFinding(
            place, rule.code, rule.severity, message.rstrip("."), Place(place.line, place.column + 1)
        )


def _place(suffix: str) -> Place:
    """The place in `:LINE:COL`; the file's beginning without one."""
    match = re.fullmatch(r":(\d+):(\d+)", suffix)
    return Place(1, 1) if match is None else Place(int(match[1]), int(match[2]))


def _check_tasks(tasks: list[_Task], order: CheckOrder) -> Iterator[tuple[int, tuple[CheckFinding, ...]]]:
    size = sum(len(task.script.text) for task in tasks)
    processes = min(_usable_processors(), _MOST_PROCESSES, len(tasks), 1 + size // _FEW)
    if processes <= 1:
        yield from ((task.number, _findings(task, order)) for task in tasks)
    else:
        yield from _check_in_processes(tasks, order, processes)


def _usable_processors() -> int:
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


def _findings(task: _Task, order: CheckOrder) -> tuple[CheckFinding, ...]:
    found = check_script(task.script, task.kind, order.surroundings, RULES, task.compile_error)
    return tuple(one for one in found if one.code not in order.ignored)


def _check_in_processes(
    tasks: list[_Task], order: CheckOrder, processes: int
) -> Iterator[tuple[int, tuple[CheckFinding, ...]]]:
    """Whoever is done gets the next: scripts differ much. None is left over if this process is gone."""
    # Started anew on every platform, as Windows must: a fork would copy whatever threads hold by then.
    kind = multiprocessing.get_context("spawn")
    waiting, busy = iter(tasks), set[Connection]()
    for task in islice(waiting, processes):
        own_end, worker_end = kind.Pipe()
        kind.Process(target=_work, args=(worker_end, order), daemon=True).start()
        worker_end.close()
        own_end.send(task)
        busy.add(own_end)
    while busy:
        ready = wait(list(busy))
        for pipe in [one for one in busy if one in ready]:
            try:
                found = pipe.recv()
            except EOFError as error:
                raise Fault("a process that checks scripts has ended before its time") from error
            # Only to one that has nothing to say can be spoken without waiting.
            following = next(waiting, None)
            if following is None:
                pipe.close()
                busy.remove(pipe)
            else:
                pipe.send(following)
            yield found


def _work(pipe: Connection, order: CheckOrder) -> None:
    """One process: what it is given, one after the other. Ctrl-C ends it without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(50_000)  # as the command's own process does
    with suppress(EOFError, OSError):  # nobody is there any more
        while True:
            task = pipe.recv()
            pipe.send((task.number, _findings(task, order)))
