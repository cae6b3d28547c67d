"""The recordings on this machine: lists, finds, opens and deletes them."""

from runtime.runs.store.open import open_recording

__all__ = ["open_recording"]
