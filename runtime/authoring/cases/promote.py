"""A recorded run becomes a case: its script and context, its answers, and what it did as what must hold.

The case is run, twice, before anything is expected of it: what differs between the two is left out, and what
isn't the recorded run is refused. Then it has to pass.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from runtime.authoring.cases import derive as expected
from runtime.authoring.cases import pin_answers as pinned
from runtime.authoring.cases import write as written
from runtime.authoring.cases.model import Case, CaseRun
from runtime.authoring.cases.read import NAME, read_cases
from runtime.authoring.cases.runner import CaseRunner
from runtime.authoring.cases.schema import CaseTable
from runtime.authoring.cases.setup import NOW
from runtime.inputs import samples
from runtime.inputs.files import read_script
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import Script
from runtime.recording import Recording

_NO_CASE = {
    Outcome.INTERRUPTED: ("was interrupted, and didn't come to its end", "Run the script again."),
    Outcome.DIVERGED: ("left the recording that it replayed", "Promote a run that came to its end."),
    Outcome.ENGINE_FAULT: ("ended with a fault of the engine", "That was not the script's own doing."),
}
_BY_HAND = "Write the case by hand: docs/testing.md tells how, and mws context prints the recorded context."
# Names that Windows keeps for itself, with any ending; and none.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)?", re.IGNORECASE | re.ASCII)
_LATER = timedelta(minutes=7, seconds=13, milliseconds=700)
_DEPENDS = re.compile(r"\bDate\b|\brandom\b")
_LONGEST_NAME = 60
_TIMES = {"deadline", "after_done", "cpu"}
_NAMES = {"requests": "max-requests", "response": "max-response", "recording": "max-recording"}


@dataclass(frozen=True, slots=True)
class PromotionResult:
    """What came of it: the case's folder, its files, what was left out, and the run in which it passed."""

    folder: Path
    files: tuple[str, ...]
    script: str
    left_out: tuple[str, ...]
    run: CaseRun


def promote(recording: Recording, source: Path, folder: Path, runner: CaseRunner) -> PromotionResult:
    """Make a case of a recording, whose file is `source`, in a folder that isn't there yet, or is empty.

    Raises BadInput for a folder with something in it, and for a recording that can't become a case; nothing
    is left of it then.
    """
    _check(recording, folder)
    promotion = _Promotion(recording, source, folder, runner)
    with _rollback(folder, promotion.files):
        return promotion.case()


@dataclass(slots=True)
class _Promotion:
    recording: Recording
    source: Path
    folder: Path
    runner: CaseRunner
    files: list[str] = field(default_factory=list)

    def case(self) -> PromotionResult:
        head = self._head()
        for attempt in self._worlds():
            table = {**head, **attempt}
            one, other = self._run(table), self._run(_later(table))
            if not self._differs(one):
                return self._write_expectations(table, one, other)
        raise self._refusal(self._differs(one))

    def _head(self) -> dict[str, Any]:
        """What a case says before it says what answers, its files written."""
        recorded = self.recording.plan
        script = self._script()
        self._write("context.json", _context(recorded.context))
        head: dict[str, Any] = {"script": script, "context": "context.json"}
        if infer_kind(_read(self.folder, script)).kind != recorded.kind:
            head["kind"] = recorded.kind
        if recorded.timers:
            head["globals"] = ["timers"]
        if limits := _limits(recorded.limits):
            head["limits"] = limits
        return head

    def _script(self) -> str:
        """The project's file, or the shipped one, if it is the recorded script; otherwise a copy."""
        script = self.recording.plan.script
        for name in (script.name, *(f"@{name}" for name in samples.scripts())):
            if _is_same(name, script):
                return name if name.startswith("@") else _relative_path(self.folder, Path(name))
        stem = re.sub(r"[^\w-]+", "-", PurePath(script.name).stem).strip("-")[:_LONGEST_NAME]
        copy = f"{'script' if _DEVICE.fullmatch(stem) else stem}.js"
        self._write(copy, script.text)
        return copy

    def _worlds(self) -> Iterator[dict[str, Any]]:
        """What may answer, the most readable first, and then with the recorded time and seed."""
        head = self.recording.head
        as_it_was = {
            "now": datetime.fromtimestamp(head.plan.started // 1000, UTC),
            "seed": list(head.plan.seed),
        }
        answers = pinned.pin_answers(self.recording)
        if answers is not None:
            world: dict[str, Any] = (
                {"world": {"answers": "answers.json"}} if answers else {"world": {"answers": []}}
            )
            if answers:
                self._write(
                    "answers.json", json.dumps({"answers": answers}, indent=2, ensure_ascii=False) + "\n"
                )
            yield world
            if _DEPENDS.search(head.plan.script.text):
                yield {**as_it_was, **world}
            self._remove("answers.json")
        self._write("recording.jsonl", self.source.read_bytes())
        yield {"world": {"recording": "recording.jsonl"}}
        yield {**as_it_was, "world": {"recording": "recording.jsonl"}}

    def _run(self, values: dict[str, Any]) -> CaseRun:
        table = CaseTable.model_validate(values)
        return self.runner.run(Case(self.folder / NAME, 1, _name(self.folder), table, ()))

    def _differs(self, run: CaseRun) -> str:
        """In what a run isn't the recorded one; '' if it is."""
        outcome, recorded_outcome = run.report.outcome, self.recording.ending.outcome
        if outcome is not recorded_outcome and (outcome, recorded_outcome) != (Outcome.DONE, Outcome.DRY):
            return f"it ends as {outcome}, and was recorded as {recorded_outcome}"
        requests = [(one.request.method, one.request.url) for one in run.observation.exchanges]
        recorded = [
            (one.request.method, one.request.url) for one in self.recording.transcript.exchanges.values()
        ]
        if sorted(requests) == sorted(recorded):
            return ""
        other = next((one for one in requests if one not in recorded), None)
        return f"it asks for {' '.join(other)}" if other else "it makes less requests"

    def _write_expectations(self, values: dict[str, Any], one: CaseRun, other: CaseRun) -> PromotionResult:
        derived = expected.derive_expectations(one.observation, other.observation)
        notes = [f"A recorded run: {self.source.name}"]
        notes += [f"Left out, as it is another each time: {what}" for what in derived.left_out]
        self._write(NAME, written.case_text(values, derived.table, notes))
        (case,) = read_cases(self.folder / NAME)
        run = self.runner.run(case)
        if not run.passed:
            raise self._refusal(f"{run.failures[0].what}: {run.failures[0].text}")
        return PromotionResult(
            self.folder, tuple(self.files), str(values["script"]), tuple(derived.left_out), run
        )

    def _refusal(self, why: str) -> BadInput:
        end = self.recording.end
        hint = " (it may compute on a secret that is masked)" if end is None or end.masked else ""
        problem = f"doesn't happen again from its answers{hint}: {why}"
        return BadInput(self.recording.name, problem, _BY_HAND)

    def _write(self, name: str, text: str | bytes) -> None:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        path = self.folder / name
        try:
            with path.open("xb") as file:
                self.files.append(name)
                file.write(data)
        except FileExistsError as error:  # somebody else was quicker
            raise BadInput(
                str(path), "is there already", "Nothing is overwritten: name another folder."
            ) from error
        except OSError as error:
            raise BadInput(
                str(path), f"can't be written: {error.strerror}", "Name another folder."
            ) from error

    def _remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
        if name in self.files:
            self.files.remove(name)


def _later(values: dict[str, Any]) -> dict[str, Any]:
    """The same case at another time of the same day: what differs then comes from the clock."""
    return {**values, "now": values.get("now", NOW) + _LATER}


def _check(recording: Recording, folder: Path) -> None:
    if recording.cut or recording.end is None:
        way_out = "Run the script again, and let it come to its end."
        raise BadInput(recording.name, f"{recording.cut or 'has no end'}, and can't become a test", way_out)
    if recording.end.outcome in _NO_CASE:
        why, way_out = _NO_CASE[recording.end.outcome]
        raise BadInput(recording.name, f"{why}, so it can't become a test", way_out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(str(folder), "is there already", "Nothing is overwritten: name another folder.")


@contextlib.contextmanager
def _rollback(folder: Path, files: list[str]) -> Iterator[None]:
    """If it comes to nothing, nothing is left: neither these files and their folder, nor those above it.

    Only what was made goes: others may have put something there meanwhile.
    """
    folders = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(str(folder), f"can't be made: {error.strerror}", "Name another folder.") from error
    try:
        yield
    except BaseException:
        for name in files:
            (folder / name).unlink(missing_ok=True)
        for one in folders:
            with contextlib.suppress(OSError):
                one.rmdir()
        raise


def _context(text: str) -> str:
    """The context in lines that can be read."""
    value = json.loads(text)
    lines = json.dumps(value, indent=2, ensure_ascii=False)
    if lines.encode("utf-8", "replace").decode() != lines:  # half a surrogate pair
        lines = json.dumps(value, indent=2)
    return lines + "\n"


def _is_same(name: str, script: Script) -> bool:
    if not name.startswith("@") and not _is_here(Path(name)):
        return False
    try:
        found = read_script(name)
    except BadInput:
        return False
    return script.sha256 == found.sha256 or script.text == found.text


def _is_here(path: Path) -> bool:
    """Whether it is a file of the project's: a recording may come from anybody, and name anything."""
    try:
        return path.is_file() and path.resolve().is_relative_to(Path.cwd().resolve())
    except (OSError, ValueError):
        return False


def _read(folder: Path, script: str) -> Script:
    return read_script(script if script.startswith("@") else os.path.normpath(folder / script))


def _relative_path(folder: Path, file: Path) -> str:
    """A file's path from that folder, with slashes on every system; its whole one from another drive."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return file.absolute().as_posix()


def _limits(limits: Limits) -> dict[str, Any]:
    """Those that aren't as usual, as a case writes them."""
    usual = Limits()
    found: dict[str, Any] = {}
    for one in fields(Limits):
        value = getattr(limits, one.name)
        name = _NAMES.get(one.name, one.name.replace("_", "-"))
        if value == getattr(usual, one.name) or one.name in {"message", "commands"}:
            continue
        if one.name == "requests":
            found[name] = value
        else:
            found[name] = f"{value:g}s" if one.name in _TIMES else str(value)
    return found


def _name(folder: Path) -> str:
    return folder.resolve().name
