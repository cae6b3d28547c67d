"""Finds a run's secrets, and replaces them by stand-ins wherever they appear."""

from runtime.secrets.detect import Secrets, TooManySecrets
from runtime.secrets.recorded_secrets import RecordedSecrets

__all__ = ["RecordedSecrets", "Secrets", "TooManySecrets"]
