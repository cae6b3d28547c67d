"""Knows a run's secrets, and puts something else in their place wherever they come back."""

from runtime.secrets.detect import Secrets, TooManySecrets
from runtime.secrets.recorded import RecordedSecrets

__all__ = ["RecordedSecrets", "Secrets", "TooManySecrets"]
