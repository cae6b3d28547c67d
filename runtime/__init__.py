"""mws: run Matrix42 MyWorkspace workflow scripts unmodified, caged, against a fake or real service."""

__version__ = "0.1.0"
