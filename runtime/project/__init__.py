"""A project's own settings: mws.toml, from which every command in the project starts."""

from runtime.project.finding import NAME, Project, found, load
from runtime.project.settings import Settings

__all__ = ["NAME", "Project", "Settings", "found", "load"]
