"""`python -m runtime` is `mws`, for where the command is not on the path."""

from __future__ import annotations

from runtime.cli import main

if __name__ == "__main__":
    main()
