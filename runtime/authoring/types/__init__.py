"""Types for an editor: what a script finds in its global scope, as TypeScript declares it."""

from __future__ import annotations

from runtime.authoring.types.from_samples import SampleTypes, infer_from_samples, infer_from_values
from runtime.authoring.types.generated_files import FileState, TypesFile, plan_files, texts

__all__ = [
    "FileState",
    "SampleTypes",
    "TypesFile",
    "infer_from_samples",
    "infer_from_values",
    "plan_files",
    "texts",
]
