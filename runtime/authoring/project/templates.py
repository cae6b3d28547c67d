"""What a new project may start from: the template as it lies there, or around a shipped script."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from runtime.authoring.types import infer_from_values, texts
from runtime.formats.suggest import suggest
from runtime.inputs import samples
from runtime.model.errors import BadInput
from runtime.model.kind import Kind
from runtime.model.option import Option

TEMPLATE = Path(__file__).parent / "template"
PIPELINES = {"github": ".github/workflows/mws.yml", "azure": "azure-pipelines.yml"}

# What the template says in several files, and a shipped script replaces.
_SCRIPT, _CONTEXT = "workflows/create-account.js", "contexts/new-account.json"
_ANSWERS, _ANSWERED = "answers/accounts.json", 'answers = "answers/accounts.json"'
_CASES = ("tests/new-account/", "tests/refused/")
_OTHER = '# fake = ["goto"]     # the fake GoTo Admin service instead\n'
_ROW = "| what the service answers here | `answers/` |\n"

_APART = "transformations/"
_TARGET = "es2015"  # as the template's mws.toml has it

_PUSHED = "checks and tests at every push"

Files = dict[str, bytes]  # by their path in the project, with /


@dataclass(frozen=True, slots=True)
class _SampleInputs:
    """What a shipped script wants beside it: a context, and answers if no fake has its service."""

    context: str = "assigned-new"
    answers: str = ""


_SAMPLE_INPUTS = {
    "goto-deprovision": _SampleInputs("unassigned"),
    "examples/room-badge": _SampleInputs(answers="room-booking"),
    "transformations/mail-domain": _SampleInputs("transformation"),
    "transformations/plain-address": _SampleInputs("transformation"),
}


def template() -> Files:
    """The project as it lies there."""
    found = [file for file in sorted(TEMPLATE.rglob("*")) if file.is_file()]
    return {file.relative_to(TEMPLATE).as_posix(): file.read_bytes() for file in found}


def files_for(option: str) -> Files:
    """The same around a shipped script, which stays as it is. Raises BadInput for a name that none has."""
    scripts, name = samples.scripts(), option.removeprefix("@")
    if name not in scripts:
        way_out = suggest(name, scripts) or f"There are: {', '.join(scripts)}"
        raise BadInput(
            Option.FROM.spell(option), "no shipped script has this name", f"{way_out} (mws scripts)"
        )
    sample = _SAMPLE_INPUTS.get(name, _SampleInputs())
    script, context = scripts[name], samples.contexts()[sample.context]
    folder = "transformations" if name.startswith("transformations/") else "workflows"
    place, given = f"{folder}/{script.name}", f"contexts/{context.name}"
    files = {
        path: _adapt(text, place, given, sample)
        for path, text in template().items()
        if not path.startswith(_CASES) and path not in {_SCRIPT, _CONTEXT, _ANSWERS}
    }
    if sample.answers:
        files[f"answers/{sample.answers}.json"] = samples.answers()[sample.answers].read_bytes()
    case = _case(place, given, sample).encode()
    return {
        **files,
        place: script.read_bytes(),
        given: context.read_bytes(),
        f"tests/{script.stem}/case.toml": case,
    }


def note(option: str | None) -> str:
    """What to know of a script before it is checked: a published one has faults, and a repaired sister."""
    name = (option or "").removeprefix("@")
    if f"repaired/{name}" not in samples.scripts():
        return ""
    return (
        f"{name}.js is as the vendor has published it, and mws check finds faults in it. "
        f"mws init {Option.FROM.spell(f'repaired/{name}')} starts from one without."
    )


def _adapt(text: bytes, script: str, context: str, sample: _SampleInputs) -> bytes:
    """A file of the template that speaks of another script."""
    folder = script.partition("/")[0]
    result = text.decode().replace(_SCRIPT, script).replace(_CONTEXT, context)
    result = result.replace("`workflows/`", f"`{folder}/`")
    if sample.answers:
        return result.replace(_ANSWERS, f"answers/{sample.answers}.json").encode()
    return result.replace(_ANSWERED, 'fake = ["goto"]').replace(_OTHER, "").replace(_ROW, "").encode()


def _case(script: str, context: str, sample: _SampleInputs) -> str:
    """A case that says the least: the script comes to its end."""
    answers = json.dumps(f"../../answers/{sample.answers}.json")
    world = f"answers = {answers}" if sample.answers else 'fake = "goto"'
    lines = [
        "# One run of the script as it is. What else must hold is for you to say: which requests it makes,",
        "# what stands in the context afterwards.",
        f'script = "../../{script}"',
        f'context = "../../{context}"',
        f"\n[world]\n{world}",
        '\n[expect]\noutcome = "done"\n',
    ]
    return "\n".join(lines)


def with_types(files: Files) -> Files:
    """The same with what an editor needs, as `mws types` would write it."""
    contexts = [json.loads(data) for path, data in files.items() if path.startswith("contexts/")]
    shape = infer_from_values(contexts)
    folders = tuple(sorted({path.split("/")[0] for path in files if path.startswith(_APART)}))
    types = {"": texts(Kind.WORKFLOW, shape, target=_TARGET, exclude=folders)}
    types |= {f"{folder}/": texts(Kind.TRANSFORMATION, shape, target=_TARGET) for folder in folders}
    return {
        **files,
        **{f"{place}{name}": text.encode() for place, pair in types.items() for name, text in pair.items()},
    }


def with_pipelines(files: Files, pipelines: Collection[str]) -> Files:
    """The same with these of the examples for build servers only."""
    remaining = {
        path: text for path, text in files.items() if path not in PIPELINES.values() or path in pipelines
    }
    if len(pipelines) < len(PIPELINES):
        row = f"| {_PUSHED} | {', '.join(f'`{path}`' for path in pipelines)} |\n" if pipelines else ""
        remaining["README.md"] = re.sub(
            rf"\| {_PUSHED} \|.*\n", row, remaining["README.md"].decode()
        ).encode()
    return remaining
