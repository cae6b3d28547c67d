"""The GoTo Admin REST API v1 at api.getgo.com, without I/O: request and state in, answer and state out."""
