"""A recording: a run as JSON Lines, with a line for each command and event, readable by people.

    {"format": "mws-recording", "version": 2, "script": {...}, "context": "...", ..., "chain": "5f0c..."}
    {"seq": 1, "t": 0.0, "event": "Begun", "chain": "..."}
    {"seq": 2, "t": 9.1, "command": "SendRequest", "at": [57, 17], "request": {...}, "chain": "..."}
    {"seq": 3, "t": 9.8, "event": "Responded", "request": 1, "status": 200, ..., "chain": "..."}
    {"end": {"outcome": "done", ...}, "chain": "..."}

This room writes and reads the lines. Nothing in a recording is executed except its script, in the cage.
docs/recording.md has the format.
"""

from runtime.recording.encode import FORMAT, VERSION, end_line, entry_line, head_line
from runtime.recording.model import End, Head, Parent, Recording
from runtime.recording.read import read

__all__ = [
    "FORMAT",
    "VERSION",
    "End",
    "Head",
    "Parent",
    "Recording",
    "end_line",
    "entry_line",
    "head_line",
    "read",
]
