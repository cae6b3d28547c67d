"""The HTTP/1.1 client of the live world: addresses, connections, requests, answers."""
