"""The GoTo Admin REST API v1 at api.getgo.com, as a pure core: request and state in, answer and state out."""
