"""The Python API: what `import runtime` offers. docs/python.md describes it."""
