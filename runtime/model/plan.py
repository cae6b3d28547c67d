"""What a run begins with: with the same plan and the same events, the same run happens again."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run's inputs. A recording's head holds them; secrets in them have stand-ins there.

    `context` is JSON text, as the guest gets it. `timers` says whether the script has `setTimeout` and the
    like. `seed` is what its random numbers are drawn with. `started` is the guest's clock at the beginning,
    in milliseconds since the epoch.
    """

    script: Script
    context: str
    kind: Kind
    timers: bool
    seed: tuple[int, int, int, int]
    started: int
    limits: Limits
