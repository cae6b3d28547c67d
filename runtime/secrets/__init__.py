"""Knows a run's secrets, and puts something else in their place wherever they come back."""

from runtime.secrets.learning import MOST_AT_ALL, Secrets, TooManySecrets

__all__ = ["MOST_AT_ALL", "Secrets", "TooManySecrets"]
