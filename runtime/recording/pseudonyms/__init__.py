"""Finds people in a recording, makes a pseudonym for each, and replaces them.

No I/O: texts in, texts out. `runtime.runs.replay.pseudonymise` runs the script again with the pseudonyms.
"""
