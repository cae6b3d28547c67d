"""A recorded run as one HTML page: a file that needs no network, no server and nothing beside it."""

from runtime.render.page.document import page

__all__ = ["page"]
