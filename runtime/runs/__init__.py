"""Executes runs and replays, and manages the recordings on disk."""
