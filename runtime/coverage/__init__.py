"""Which lines, branches and functions of a script its recorded runs reached."""

from runtime.coverage.coverage import Coverage, measure

__all__ = ["Coverage", "measure"]
