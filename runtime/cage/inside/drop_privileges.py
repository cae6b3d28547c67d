"""What a program inside the cage gives up first."""

from __future__ import annotations

import os
import time
from pathlib import Path


def drop_privileges(*descriptors: int) -> None:
    """Leave the working folder, clear the environment, set the time zone to UTC, and close these
    descriptors.
    """
    os.chdir(Path.cwd().anchor)
    for descriptor in descriptors:
        os.close(descriptor)
    os.environ.clear()
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
