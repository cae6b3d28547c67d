"""What a project's types are learned from: the contexts in files and folders, and those of recorded runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from runtime.authoring.types.infer import infer_shape, limit_shape
from runtime.authoring.types.shapes import NOTHING, Shape, merge_shapes
from runtime.inputs.context import LARGEST, Context
from runtime.inputs.files import explain_open_error, read_context
from runtime.model.errors import BadInput
from runtime.recording import read
from runtime.recording.read import LONGEST_LINE
from runtime.runs.store.folder import ENDING, files
from runtime.runs.store.names import find

MOST = 500  # files of one folder: the newest recordings, the first contexts
_CONTEXT = ".json"
_TEXTS = ("OAuth2ProtocolConfiguration",)


@dataclass(frozen=True, slots=True)
class SampleTypes:
    """The shape of all contexts that were read, their number, and the files that were left out, and why."""

    shape: Shape = NOTHING
    count: int = 0
    left_out: tuple[BadInput, ...] = ()


def infer_from_values(values: Iterable[Any]) -> Shape:
    """What contexts have that stand in no file yet."""
    shapes = [infer_shape(value, _TEXTS) for value in values]
    return limit_shape(reduce(merge_shapes, shapes)) if shapes else NOTHING


def infer_from_samples(names: Sequence[str]) -> SampleTypes:
    """What these contexts have: files, shipped @NAMEs, recordings by any of their names, or folders of such.

    Raises BadInput for one that is named and can't be read; in a folder such a one is left out.
    """
    shape, count, left_out = NOTHING, 0, []
    for name in names:
        for found in _find_contexts(name):
            if isinstance(found, BadInput):
                left_out.append(found)
            else:
                sample = infer_shape(found.value, _TEXTS)
                shape, count = sample if count == 0 else merge_shapes(shape, sample), count + 1
    return SampleTypes(limit_shape(shape), count, tuple(left_out))


def _find_contexts(name: str) -> Iterator[Context | BadInput]:
    folder = Path(name)
    if name.startswith("@") or not folder.is_dir():
        yield _one(name)
        return
    inside = _inside(folder)
    if not inside:
        raise BadInput(name, "has neither contexts nor recordings in it", "They end with .json and .jsonl.")
    for path in inside:
        try:
            yield _one(str(path))
        except BadInput as error:
            yield error


def _inside(folder: Path) -> list[Path]:
    try:
        contexts = sorted(path for path in folder.iterdir() if path.suffix == _CONTEXT and path.is_file())
        return contexts[:MOST] + [folder / file.name for file in files(folder)[:MOST]]
    except OSError as error:
        raise BadInput(str(folder), f"can't be read: {error.strerror}") from error


def _one(name: str) -> Context:
    if name.startswith("@") or name.endswith(_CONTEXT):
        return read_context(name)
    path = find(name)
    return _context_of_recording(path) if path.suffix == ENDING else read_context(str(path))


def _context_of_recording(path: Path) -> Context:
    """The context that a recorded run began with. Of the file its first line is read alone."""
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE + 1)
    except OSError as error:
        raise explain_open_error(path, str(path), error) from error
    text = read(str(path), [first]).plan.context
    return Context.from_bytes(str(path), text.encode("utf-8", "surrogatepass")[: LARGEST + 1])
