"""Text to values and back, without any I/O: TOML, JSON, JavaScript, curl, and how two values differ."""
