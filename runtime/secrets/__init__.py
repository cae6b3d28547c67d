"""Knows a run's secrets, and puts something else in their place wherever they come back."""

from runtime.secrets.detect import Secrets, TooManySecrets
from runtime.secrets.known import MaskedAlready

__all__ = ["MaskedAlready", "Secrets", "TooManySecrets"]
