"""What there is to know of a recording before it is replayed: where another machine or version may differ."""

from __future__ import annotations

import sys

from runtime import __version__
from runtime.guest.version import engine_version
from runtime.recording import Recording


def notes(recording: Recording) -> list[str]:
    """What there is to know of a recording before it is replayed, in sentences without their full stop."""
    found = []
    if recording.cut:
        found.append(f"the recording {recording.cut}: it is replayed up to there")
    if recording.edited:
        found.append(f"it was edited after it had been written ({recording.edits_in_words})")
    if why := describe_versions(recording):
        found.append(f"{why}: it may happen otherwise for that")
    return found


def describe_platform(recording: Recording) -> str:
    """That it comes from another system, whose mathematics may differ in a last digit; '' if it doesn't."""
    platform = recording.head.versions.get("platform", sys.platform)
    return f"it was recorded on {platform} (here {sys.platform})" if platform != sys.platform else ""


def describe_versions(recording: Recording) -> str:
    """How engine and mws differ from those that the recording was made with; '' if they don't."""
    versions = recording.head.versions
    here = {"mws": __version__, "engine": engine_version()}
    changes = [
        f"{name} {versions[name]} (here {here[name]})"
        for name in here
        if name in versions and versions[name] != here[name]
    ]
    return f"it was recorded with {' and '.join(changes)}" if changes else ""
