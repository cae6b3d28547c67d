"""Reads and writes the state files of fake services."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from runtime.inputs import samples
from runtime.inputs.files import read_json, sample_path, write_private
from runtime.world.services import Service


def read_state(service: Service, option: str) -> Any:
    """The state in a file, or a shipped one by `@NAME`. Raises BadInput."""
    path = sample_path(option, samples.states(service.NAME), "state", f"mws fake {service.NAME} --states")
    return service.read(option, read_json(path))


def save_state(service: Service, state: Any, path: Path) -> None:
    """Write a state completely or not at all. Raises BadInput."""
    write_private(path, json.dumps(service.write(state), indent=2, ensure_ascii=False))
