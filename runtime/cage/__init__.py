"""The locked-away child process, its pool, and what the two agree on."""
