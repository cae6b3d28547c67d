"""The values that everything speaks of: scripts, requests, commands, events, limits, outcomes."""
