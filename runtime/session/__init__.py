"""The decisions of one run, without any I/O: commands and events come in, effects and findings go out."""
