"""What every replay needs: what its child may use, and a word on what may differ."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from runtime import __version__
from runtime.guest.version import engine_version
from runtime.model.limits import Limits
from runtime.recording import Recording

# However much the recorded run was allowed: a recording may come from anybody.
_MOST_CPU = 60.0  # seconds
_MOST_MEMORY = 1 << 30
# And however little: with less than this a child doesn't get ready.
_LEAST_CPU = 0.01  # seconds
_LEAST_MEMORY = 2 << 20
_LEAST_MESSAGE = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What a replay may take; None is what the recorded run was allowed, within reason."""

    cpu: float | None = None
    memory: int | None = None

    def of(self, limits: Limits) -> Limits:
        """The limits of the run's child."""
        cpu = min(limits.cpu, _MOST_CPU) if self.cpu is None else self.cpu
        memory = min(limits.memory, _MOST_MEMORY) if self.memory is None else self.memory
        return replace(
            limits,
            cpu=max(cpu, _LEAST_CPU),
            memory=max(memory, _LEAST_MEMORY),
            message=max(limits.message, _LEAST_MESSAGE),
        )


def notes(recording: Recording) -> list[str]:
    """What there is to know of a recording before it is replayed, in sentences without their full stop."""
    found = []
    if recording.cut:
        found.append(f"the recording {recording.cut}: it is replayed up to there")
    if recording.edited:
        found.append(f"it was edited after it had been written ({recording.edited_lines})")
    if why := other_makers(recording):
        found.append(f"{why}: it may happen otherwise for that")
    return found


def elsewhere(recording: Recording) -> str:
    """That it comes from another system, whose mathematics may differ in a last digit; '' if it doesn't."""
    platform = recording.head.versions.get("platform", sys.platform)
    return f"it was recorded on {platform} (here {sys.platform})" if platform != sys.platform else ""


def other_makers(recording: Recording) -> str:
    """How engine and mws differ from those that the recording was made with; '' if they don't."""
    versions = recording.head.versions
    here = {"mws": __version__, "engine": engine_version()}
    told = [
        f"{name} {versions[name]} (here {here[name]})"
        for name in here
        if name in versions and versions[name] != here[name]
    ]
    return f"it was recorded with {' and '.join(told)}" if told else ""
