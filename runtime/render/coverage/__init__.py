"""Coverage for people: on the terminal, and as one HTML page."""

from runtime.render.coverage.page import page
from runtime.render.coverage.terminal import show_coverage

__all__ = ["page", "show_coverage"]
