"""A project's own settings: mws.toml, from which every command in the project starts.

`found()` looks for one, and loads what reads it only where there is one: most runs are in no project.
"""

from runtime.authoring.project.discover import Project, find_project, load

__all__ = ["Project", "find_project", "load"]
