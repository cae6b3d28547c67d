"""What a program inside the cage gives up before anything else."""

from __future__ import annotations

import os
import time
from pathlib import Path


def drop_privileges(*descriptors: int) -> None:
    """No working folder, no environment, one time zone for everybody, and none of these descriptors."""
    os.chdir(Path.cwd().anchor)
    for descriptor in descriptors:
        os.close(descriptor)
    os.environ.clear()
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
