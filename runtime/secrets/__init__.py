"""Knows a run's secrets, and puts something else in their place wherever they come back."""

from runtime.secrets.already import MaskedAlready
from runtime.secrets.learning import Secrets, TooManySecrets

__all__ = ["MaskedAlready", "Secrets", "TooManySecrets"]
