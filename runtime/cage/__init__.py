"""The locked child process, its pool, and the protocol between them."""
