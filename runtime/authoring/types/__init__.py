"""Types for an editor: what a script finds in its global scope, as TypeScript declares it."""

from __future__ import annotations

from runtime.authoring.types.files import FileState, Planned, plan_files, texts
from runtime.authoring.types.samples import Learned, infer_from_samples, infer_from_values

__all__ = [
    "FileState",
    "Learned",
    "Planned",
    "infer_from_samples",
    "infer_from_values",
    "plan_files",
    "texts",
]
