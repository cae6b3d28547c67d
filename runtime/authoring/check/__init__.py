"""Finding mistakes in a script without running it: what `mws check` knows."""
