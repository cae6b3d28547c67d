"""Pseudonymises a recording: runs it again with invented people, and records that.

Inputs (context, script, answers) get pseudonyms. Then the script runs again, and its new commands are
recorded, with hashes, sorted lists, and addresses that it computes. The file gets its name only after it was
replayed and searched for originals.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runtime import __version__
from runtime.cage.pool import ChildPool
from runtime.guest.version import engine_version
from runtime.model.commands import Finish, Log, SendRequest, Throw
from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded
from runtime.model.option import Option
from runtime.recording import End, Recording
from runtime.recording.history.rewrite import RewriteAgreement
from runtime.recording.history.verbatim import ExactHistory
from runtime.recording.pseudonyms.generate import PseudonymGenerator
from runtime.recording.pseudonyms.paths import values_at
from runtime.recording.pseudonyms.people import People, find_people, keys_in
from runtime.recording.pseudonyms.replace import PseudonymMap
from runtime.runs.execute import Execution, execute
from runtime.runs.interrupts import Interrupts
from runtime.runs.masked_log import mask_entry
from runtime.runs.recorder import Recorder
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.recording_source import RecordingSource
from runtime.runs.replay.replay import Replay, replay, replay_setting
from runtime.runs.result import RunResult
from runtime.runs.store import open_recording
from runtime.secrets import RecordedSecrets
from runtime.secrets.redact import redact
from runtime.session.transcript import Entry

NOTE = "pseudonymised: the people in it are invented"
_ROOM = 1 << 40  # bytes: no limit, since it is about as long as the original recording
_BY_HAND = "Read it through: free text can have people that no key shows."


@dataclass(frozen=True, slots=True)
class PseudonymiseRequest:
    """The recording, the path of the new file, and paths in its JSON that are also about people, or are
    not.
    """

    recording: Recording
    path: Path
    also: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    limits: ChildLimits = field(default_factory=ChildLimits)


@dataclass(slots=True)
class PseudonymiseResult:
    """What was written, and how many values were replaced by kind (`name`, `mail_address`, `marked`).

    It does not have the originals.
    """

    file: str
    replaced: dict[str, int]
    notes: list[str]


async def pseudonymise(
    options: PseudonymiseRequest, pool: ChildPool, interrupts: Interrupts | None = None
) -> PseudonymiseResult:
    """Write the pseudonymised recording. Raises BadInput, and writes nothing, if the script branches on a
    person, if a person is left, or if there is nobody in it. Raises CageBroke if no child can be started.
    """
    recording, path = options.recording, options.path
    if path.exists():
        raise BadInput(str(path), "exists already, and recordings are never overwritten", "Name another: -o")
    people = _people(options)
    drawing = _make_drawing(people)
    exchange = PseudonymMap(people, drawing, keys_in(recording))
    draft = exchange_people(recording, exchange)
    entries, run = await _rewrite(options, draft, exchange, pool, interrupts)
    ended = None if recording.end is None else _end(recording.end, run, entries)
    output = replace(draft, entries=tuple(entries), end=ended)
    partial = path.with_name(f".{path.name}.partial")
    try:
        _write(output, partial)
        await _check(open_recording(partial, path.name), exchange, options, pool)
        if path.exists():
            raise BadInput(str(path), "exists by now", f"Name another: {Option.OUTPUT.spell()}")
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return PseudonymiseResult(str(path), _count(people, drawing), _notes(recording, output, people))


def _people(options: PseudonymiseRequest) -> People:
    marked = [
        text for path in options.also for text in values_at(options.recording, Option.ALSO.spell(path), path)
    ]
    kept = [
        text for path in options.keep for text in values_at(options.recording, Option.KEEP.spell(path), path)
    ]
    people = find_people(options.recording, marked, kept)
    if not people.values:
        problem = (
            "nobody is found in it: no key that names a person has a value, and there is no mail address"
        )
        raise BadInput(
            options.recording.name, problem, f"Name the places of people: {Option.ALSO.spell('PATH')}."
        )
    return people


def _make_drawing(people: People) -> PseudonymGenerator:
    words = {word.lower() for word in people.words} | {text.lower() for text in people.values}
    return PseudonymGenerator(os.urandom(32), frozenset(words), frozenset(people.excluded_words))


def exchange_people(recording: Recording, exchange: PseudonymMap) -> Recording:
    """The recording with pseudonyms in the texts of its inputs and commands."""
    head = recording.head
    text = exchange.script(head.plan.script.text)
    digest = head.plan.script.sha256
    if text != head.plan.script.text:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    script = replace(
        head.plan.script, name=exchange.mask_text(head.plan.script.name), text=text, sha256=digest
    )
    here = {**head.versions, "mws": __version__, "engine": engine_version()}
    head = replace(
        head,
        plan=replace(head.plan, script=script, context=exchange.mask_text(head.plan.context)),
        world=exchange.mask_text(head.world),
        parent=None,
        note=NOTE,
        versions=here,
    )
    entries = tuple(_exchange_entry(entry, exchange) for entry in recording.entries)
    end = recording.end
    if end is not None:
        end = replace(end, detail=exchange.mask_text(end.detail))
    return replace(recording, head=head, entries=entries, end=end)


def _exchange_entry(entry: Entry, exchange: PseudonymMap) -> Entry:
    """An entry with pseudonyms; the words of the protocol (methods, hosts, names of headers) stay."""
    what = entry.what
    match what:
        case Received():
            changed = mask_entry(entry, exchange).what
            assert isinstance(changed, Received)  # noqa: S101 - it keeps its type
            same = len(changed.body) == len(what.body)
            return replace(entry, what=changed if same else replace(changed, pieces=()))
        case Responded():
            return replace(entry, what=replace(what, headers=_headers(what.headers, exchange)))
        case SendRequest(request):
            request = replace(
                request,
                target=exchange.mask_text(request.target),
                body=exchange.mask_bytes(request.body),
                headers=_headers(request.headers, exchange),
            )
            return replace(entry, what=replace(what, request=request))
        case Log() | Finish() | Throw():
            name = {Log: "text", Finish: "context", Throw: "message"}[type(what)]
            changes: dict[str, Any] = {name: exchange.mask_text(getattr(what, name))}
            return replace(entry, what=replace(what, **changes))
        case Failed():
            return redact(entry, exchange)
    return entry


def _headers(headers: tuple[tuple[str, str], ...], exchange: PseudonymMap) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value if name.lower() == "content-length" else exchange.mask_text(value))
        for name, value in headers
    )


async def _rewrite(
    options: PseudonymiseRequest,
    draft: Recording,
    exchange: PseudonymMap,
    pool: ChildPool,
    interrupts: Interrupts | None,
) -> tuple[Sequence[Entry], RunResult]:
    """Run the script with these inputs. Returns the new entries and the result."""
    rewriting = RewriteAgreement()
    source = RecordingSource.of(draft, ExactHistory(draft, len(draft.entries), rewriting))
    execution = Execution(
        plan=draft.plan,
        source=source,
        secrets=RecordedSecrets(),
        setting=replay_setting(draft),
        child_limits=options.limits.of(draft.plan.limits),
    )
    run = await execute(execution, pool, interrupts=interrupts)
    if source.was_interrupted:
        raise KeyboardInterrupt
    found = source.divergence
    if found is not None:
        script = draft.plan.script
        place = script.where(found.at or found.recorded_at)
        instead = (
            f": {found.got or 'nothing'} instead of {found.recorded or 'its end'}" if found.recorded else ""
        )
        raise BadInput(
            exchange.mask_text(place),
            f"{found.text}{instead}",
            f"Leave what it branches on as it is: {Option.KEEP.spell('PATH')}.",
        )
    if draft.end is not None and run.ending.outcome is not draft.ending.outcome:
        problem = f"with pseudonyms it ends as {run.ending.outcome}, and not as {draft.ending.outcome}"
        raise BadInput(
            draft.name, problem, f"Leave what it branches on as it is: {Option.KEEP.spell('PATH')}."
        )
    return rewriting.entries, run


def _end(was: End, run: RunResult, entries: Sequence[Entry]) -> End:
    """The new end, with the numbers of the recorded one."""
    result = next((entry.what.context for entry in entries if isinstance(entry.what, Finish)), None)
    return replace(
        was,
        detail=run.ending.detail,
        at=run.ending.at,
        stack=run.ending.stack,
        pending=run.ending.pending,
        findings=tuple(run.findings),
        context=result,
    )


def _write(recording: Recording, path: Path) -> None:
    recorder = Recorder(path, _ROOM)
    try:
        recorder.begin(recording.head)
        for entry in recording.entries:
            recorder.take(entry)
        if recording.end is not None:
            recorder.end(recording.end)
    finally:
        recorder.close()


async def _check(
    output: Recording, exchange: PseudonymMap, options: PseudonymiseRequest, pool: ChildPool
) -> None:
    """Check that no person is left, and that it replays. Raises BadInput."""
    left = next(_find_left(output, exchange), "")
    if left:
        problem = f"a person is still there after the script has run with pseudonyms: {left}"
        raise BadInput(output.name, problem, f"Leave that value as it is: {Option.KEEP.spell('PATH')}.")
    found = await replay(Replay(recording=output, limits=options.limits), pool)
    if not found.identical and output.end is not None:  # one that breaks off may go on differently
        raise BadInput(
            output.name,
            "with pseudonyms it doesn't replay as it was written",
            f"Leave what it branches on as it is: {Option.KEEP.spell('PATH')}.",
        )


def _find_left(output: Recording, exchange: PseudonymMap) -> Iterator[str]:
    """The places where an original is left."""
    after = exchange_people(output, exchange)
    if after.plan.script != output.plan.script:
        yield "in its script"
    if after.plan.context != output.plan.context:
        yield "in its context"
    if after.head.world != output.head.world:
        yield "in its world"
    for one, other in zip(output.entries, after.entries, strict=True):
        if one != other:
            yield f"line {one.seq + 1}, {type(one.what).__name__}"
    if output.end is not None and redact(output.end.pending, exchange) != output.end.pending:
        yield "in its end"


def _count(people: People, drawing: PseudonymGenerator) -> dict[str, int]:
    replaced = (kind for text, kind in people.values.items() if drawing.pseudonym(text, kind) != text)
    return {kind.replace(" ", "_"): count for kind, count in sorted(Counter(replaced).items())}


def _notes(recording: Recording, output: Recording, people: People) -> list[str]:
    found = []
    if alike := len(keys_in(output) & (people.words | people.values.keys())):
        found.append(f"Keys stay as they are, also those that read like somebody in it (there are {alike}).")
    if output.plan.script.text != recording.plan.script.text:
        found.append("The script has people in it: it was changed, and its hash with it.")
    if recording.edited:
        found.append("The recording had been edited after it was written.")
    if recording.head.parent is not None:
        found.append("It no longer says which recording it goes on from.")
    return [*found, _BY_HAND]
