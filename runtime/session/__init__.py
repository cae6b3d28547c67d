"""One run, decided without any I/O: commands and events in, effects and findings out."""
