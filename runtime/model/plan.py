"""The inputs of a run: with the same plan and the same events, the run is the same."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run's inputs. A recording's head has them too, with stand-ins for secrets.

    `context` is JSON text. `timers` says whether the script has `setTimeout` and the other timers. `seed` is
    the seed of its random numbers. `started` is the script's clock at the beginning, in milliseconds since
    the epoch.
    """

    script: Script
    context: str
    kind: Kind
    timers: bool
    seed: tuple[int, int, int, int]
    started: int
    limits: Limits
