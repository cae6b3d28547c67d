"""Which lines, branches and functions of a script its recorded runs reached."""

from runtime.authoring.coverage.merge import Coverage, measure

__all__ = ["Coverage", "measure"]
