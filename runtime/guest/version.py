"""The engine's name and version."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def engine_version() -> str:
    """The engine's distribution and version, from the name of its folder: importlib.metadata is slow."""
    binding = find_spec("_quickjs")
    home = Path(binding.origin).parent if binding and binding.origin else Path()
    names = sorted(folder.name.removesuffix(".dist-info") for folder in home.glob("quickjs*.dist-info"))
    name, _, version = (names or ["unknown"])[0].partition("-")
    return f"{name.replace('_', '-')} {version}".strip()
