"""The values that all rooms share: scripts, requests, commands, events, limits, outcomes."""
