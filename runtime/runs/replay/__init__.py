"""Runs recordings again: unchanged, with changes, or with another answer from some point on."""
