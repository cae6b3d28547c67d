"""`mws test` behind its options: pytest in this process, with a face of its own."""
