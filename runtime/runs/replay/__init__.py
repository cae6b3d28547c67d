"""Recorded runs once again: as they were, with something changed, or otherwise from some point on."""
