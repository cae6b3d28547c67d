"""Makes notes about a recording before it is replayed: where it may differ on another machine or version."""

from __future__ import annotations

import sys

from runtime import __version__
from runtime.guest.version import engine_version
from runtime.recording import Recording


def notes(recording: Recording) -> list[str]:
    """Notes about a recording before it is replayed, as sentences without a full stop."""
    found = []
    if recording.cut:
        found.append(f"the recording {recording.cut}: it is replayed up to there")
    if recording.edited:
        found.append(f"it was edited after its run ({recording.edits_in_words})")
    if why := describe_versions(recording):
        found.append(f"{why}: so it may run differently")
    return found


def describe_platform(recording: Recording) -> str:
    """A note if it comes from another system, where the last digit of a number may differ; '' if not."""
    platform = recording.head.versions.get("platform", sys.platform)
    return f"it was recorded on {platform} (here {sys.platform})" if platform != sys.platform else ""


def describe_versions(recording: Recording) -> str:
    """How engine and mws differ from those of the recording; '' if they don't."""
    versions = recording.head.versions
    here = {"mws": __version__, "engine": engine_version()}
    changes = [
        f"{name} {versions[name]} (here {here[name]})"
        for name in here
        if name in versions and versions[name] != here[name]
    ]
    return f"it was recorded with {' and '.join(changes)}" if changes else ""
