"""One run from beginning to end, its replay, and the recordings on disk."""
