"""The locked-away child process, its keeper, and what the two agree on."""
