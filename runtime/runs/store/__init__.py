"""The recordings on this machine: which there are, what they are called, and what is in one."""

from runtime.runs.store.open import open_recording

__all__ = ["open_recording"]
